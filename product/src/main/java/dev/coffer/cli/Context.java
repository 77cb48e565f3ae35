package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Following;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Operation;
import dev.coffer.cli.client.Settling;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.credentials.Flags;
import dev.coffer.cli.credentials.Login;
import dev.coffer.cli.credentials.Settings;
import dev.coffer.cli.terminal.OperationProgress;
import dev.coffer.cli.terminal.Terminal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the verbs share in one run of the command. */
final class Context {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Terminal terminal;
    private final Environment environment;
    private final Flags flags;
    private @Nullable Trove trove;

    Context(Terminal terminal, Environment environment, Flags flags) {
        this.terminal = terminal;
        this.environment = environment;
        this.flags = flags;
    }

    Terminal terminal() {
        return terminal;
    }

    Environment environment() {
        return environment;
    }

    /** The API; credentials are looked for when the first verb asks. */
    Trove trove() {
        Trove open = trove;
        if (open == null) {
            open = Login.open(Settings.find(flags, environment), trace());
            trove = open;
        }
        return open;
    }

    private Consumer<String> trace() {
        return flags.debug() ? terminal::say : _ -> {};
    }

    /**
     * Says what was asked for, and waits for it when that is wanted.
     *
     * @param sentence what is being done, without a full stop
     */
    void filed(Answer answer, Waiting waiting, String sentence, Fallback fallback) throws InterruptedException {
        List<String> operations = Trove.operation(answer).map(Context::ids).orElse(List.of());
        if (!waiting.wanted()) {
            terminal.say(
                    operations.isEmpty()
                            ? sentence + "."
                            : "%s. Follow it with: coffer operation watch %s"
                                    .formatted(sentence, operations.getLast()));
        } else if (operations.isEmpty()) {
            fallback.await(new Settling(trove(), PATIENCE));
        } else {
            for (String operation : operations) {
                follow(operation);
            }
        }
    }

    /** As {@link #filed}, of what the server usually does before it answers. */
    void asked(Answer answer, Waiting waiting, String sentence) throws InterruptedException {
        Optional<String> operation = Trove.operation(answer);
        if (!waiting.wanted() && operation.isPresent() && isDone(operation.get())) {
            terminal.say(sentence + ": done.");
        } else {
            filed(answer, waiting, sentence, _ -> {});
        }
    }

    /** What was asked for was accepted; not to know how far it is makes it no failure. */
    private boolean isDone(String operation) {
        try {
            return Operation.of(trove().get("/operations/" + operation).at("operation"))
                    .isDone();
        } catch (Failure e) {
            return false;
        }
    }

    private static List<String> ids(String header) {
        return List.of(COMMA.split(header.strip()));
    }

    /** Shows the operation until it ends. */
    void follow(String operation) throws InterruptedException {
        new Following(trove(), new OperationProgress(terminal, InstantSource.system())).untilEnd(operation);
    }

    /** Shows what is being done to an instance until nothing is. */
    void followAll(String instanceId) throws InterruptedException {
        for (Json operation :
                trove().get("/instances/" + instanceId + "/operations").items("operations")) {
            if (!Operation.of(operation).isEnded()) {
                follow(operation.string("id"));
            }
        }
    }

    /** How to wait when the server names no operation. */
    @FunctionalInterface
    interface Fallback {
        void await(Settling settling) throws InterruptedException;
    }
}
