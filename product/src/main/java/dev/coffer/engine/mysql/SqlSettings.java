package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Overrides;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Variables a tenant has set: with {@code SET GLOBAL} on a server that runs, and in its option file.
 *
 * <p>The server is set first and the file written last, so a call that was cut off is simply made again.
 */
final class SqlSettings implements Settings {
    private static final int READ_ONLY = 1238;
    /** Some can be changed while the server runs only if they were set when it started. */
    private static final int PREVENTED = 1290;

    private final Node node;
    private final Options options;
    private final VariableWords words;
    private final Overrides overrides;
    private final Sessions sessions;
    private final BooleanSupplier runs;

    SqlSettings(
            Node node,
            Options options,
            VariableWords words,
            Overrides overrides,
            Sessions sessions,
            BooleanSupplier runs) {
        this.node = node;
        this.options = options;
        this.words = words;
        this.overrides = overrides;
        this.sessions = sessions;
        this.runs = runs;
    }

    /** How a variable was, to be set back to. */
    private record Former(VariableWords.Variable variable, Optional<String> value) {}

    @Override
    public List<String> apply(Map<String, String> values) throws IOException, InterruptedException {
        Map<String, String> wanted = new TreeMap<>(values);
        wanted.forEach(this::refuseHarmful);
        words.limits(node).check(wanted, options::initial);
        Set<String> waiting = runs.getAsBoolean() ? change(wanted) : Set.of();
        Disk.directory(node.conf());
        overrides.want(wanted);
        return List.copyOf(waiting);
    }

    /** Checked before; here once more, since it would reach the option file. */
    private void refuseHarmful(String name, String value) {
        if (!Overrides.isPlain(name) || words.isOwned(name)) {
            throw new EngineFailure(Kind.REFUSED, "The parameter %s is not for tenants to set.".formatted(name));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new EngineFailure(
                    Kind.REFUSED, "The value of the parameter %s has a control character.".formatted(name));
        }
    }

    /** Sets what can be set now, all of it or nothing. Returns what waits for a restart. */
    private Set<String> change(Map<String, String> wanted) {
        Map<String, String> started = overrides.started();
        Set<String> concerned = new TreeSet<>(wanted.keySet());
        concerned.addAll(started.keySet());
        concerned.addAll(overrides.wanted().keySet());
        if (concerned.isEmpty()) {
            return Set.of();
        }
        Set<String> waiting = new TreeSet<>();
        Deque<Former> changed = new ArrayDeque<>();
        try (Session session = sessions.open()) {
            Map<String, VariableWords.Variable> variables = words.variables(session, concerned);
            for (String name : order(concerned, wanted)) {
                VariableWords.Variable variable = variables.get(name);
                if (variable == null && wanted.containsKey(name)) {
                    throw new EngineFailure(Kind.REFUSED, "The server has no parameter %s.".formatted(name));
                }
                boolean waits = variable != null && !isSetNow(session, variable, wanted.get(name), changed);
                if (waits && !Objects.equals(started.get(name), wanted.get(name))) {
                    waiting.add(name);
                }
            }
            return waiting;
        } catch (EngineFailure failure) {
            putBack(changed);
            throw failure;
        }
    }

    /** What is no longer set comes first: a default may depend on what is set. */
    private static List<String> order(Set<String> concerned, Map<String, String> wanted) {
        return concerned.stream()
                .sorted((left, right) -> Boolean.compare(wanted.containsKey(left), wanted.containsKey(right)))
                .toList();
    }

    /**
     * Sets it, unless it can be set only by a restart.
     *
     * @param value null for the default
     */
    private boolean isSetNow(
            Session session, VariableWords.Variable variable, @Nullable String value, Deque<Former> changed) {
        if (variable.readOnly()) {
            return false;
        }
        Optional<String> former =
                Optional.of(session.text("SELECT @@GLOBAL." + variable.name())).filter(text -> !text.isEmpty());
        if (value != null && former.filter(value::equals).isPresent()) {
            return true;
        }
        try {
            session.run(value == null ? reset(variable) : assignment(variable, value));
        } catch (EngineFailure failure) {
            int code = Failures.code(failure);
            if (code == READ_ONLY || code == PREVENTED) {
                return false;
            }
            if (failure.kind() == Kind.PASSING) {
                throw failure;
            }
            throw new EngineFailure(
                    Kind.REFUSED,
                    "The parameter %s cannot be %s. %s"
                            .formatted(variable.name(), value == null ? "reset" : value, failure.getMessage()),
                    failure);
        }
        changed.push(new Former(variable, former));
        return true;
    }

    private String reset(VariableWords.Variable variable) {
        if (variable.name().equals("collation_server")) {
            // Its default is the one of the character set, not the one the server was built with.
            return "SET GLOBAL character_set_server = @@GLOBAL.character_set_server";
        }
        return options.initial(variable.name())
                .map(initial -> assignment(variable, initial))
                .orElse("SET GLOBAL %s = DEFAULT".formatted(variable.name()));
    }

    private static String assignment(VariableWords.Variable variable, String value) {
        boolean number = value.matches("-?\\d+(\\.\\d+)?") && !variable.isText();
        return "SET GLOBAL %s = %s".formatted(variable.name(), number ? value : Sql.text(value));
    }

    private void putBack(Deque<Former> changed) {
        if (changed.isEmpty()) {
            return;
        }
        try (Session session = sessions.open()) {
            for (Former former : changed) {
                session.run(former.value()
                        .map(value -> assignment(former.variable(), value))
                        .orElse("SET GLOBAL %s = DEFAULT"
                                .formatted(former.variable().name())));
            }
        }
    }

    @Override
    public Optional<String> fallback() {
        return overrides.fallback();
    }
}
