package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.Operation;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.Engine;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.fault.Fault;
import dev.coffer.operations.ChangeAccounts;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The accounts of one running instance, through its agent: questions are asked at once, changes are operations. */
final class Accounts {
    private final Context context;
    private final Listing listing;

    private Accounts(Context context, Listing listing) {
        this.context = context;
        this.listing = listing;
    }

    static Accounts of(Context context, Call call, Engine.Capability capability) {
        Listing listing = context.read(tx -> context.listing(tx, call));
        context.requireCapability(listing.version(), capability);
        return new Accounts(context, listing);
    }

    String instanceId() {
        return listing.instance().id();
    }

    Optional<NameRules> rules() {
        return context.engine(listing.version()).map(Engine::names);
    }

    void require(Engine.Capability capability) {
        context.requireCapability(listing.version(), capability);
    }

    void requireSupport(List<UserSpec> users) {
        AccountBodies.requireSupport(context, listing.version(), List.of(), users);
    }

    Accounts requireServing() {
        context.status(listing).requireServing();
        return this;
    }

    /** By name. */
    List<DatabaseSpec> databases() {
        Result result = ask(new Command.ListDatabases());
        return result instanceof Result.Databases found
                ? found.databases().stream()
                        .sorted(Comparator.comparing(DatabaseSpec::name))
                        .toList()
                : unexpected(result);
    }

    /** By name and host. */
    List<UserInfo> users() {
        Result result = ask(new Command.ListUsers());
        return result instanceof Result.Users found
                ? found.users().stream()
                        .sorted(Comparator.comparing(UserKey::of, Comparator.comparing(UserKey::text)))
                        .toList()
                : unexpected(result);
    }

    boolean rootEnabled() {
        Result result = ask(new Command.RootEnabled());
        return result instanceof Result.Flag flag ? flag.value() : Accounts.<Boolean>unexpected(result);
    }

    private Result ask(Command question) {
        requireServing();
        Result result = context.agents().ask(instanceId(), question, Context.ANSWER);
        if (result instanceof Result.Failed failed) {
            throw switch (failed.kind()) {
                case EXISTS, REFUSED -> Fault.badRequest(failed.message());
                case NOT_FOUND -> Fault.notFound(failed.message());
                case PASSING, BROKEN -> Fault.unprocessable(failed.message());
            };
        }
        return result;
    }

    private static <T> T unexpected(Result result) {
        throw new IllegalStateException(
                "The agent answered with a " + result.getClass().getSimpleName() + ".");
    }

    /** A change that was checked already; waits for it within reason. */
    Response change(Command command) {
        return Response.accepted().filed(change(command, tx -> {}));
    }

    private static String failure(Operation ended) {
        String why = ended.error();
        return why == null
                ? "The change was not made (operation %s was %s)."
                        .formatted(ended.id(), ended.state().name().toLowerCase(Locale.ROOT))
                : why;
    }

    /**
     * Files the change and waits for it within reason. One that has failed by then is told at once, not only by its operation.
     *
     * @param alongside written in the transaction that files it
     */
    String change(Command command, Consumer<Tx> alongside) {
        requireServing();
        if (listing.instance().isReplica()) {
            throw Fault.unprocessable("Instance %s is a replica; make the change on its replica source %s."
                    .formatted(instanceId(), listing.instance().replicaOf()));
        }
        String operation = context.write(tx -> {
            alongside.accept(tx);
            return context.operations().file(tx, new ChangeAccounts(instanceId(), command));
        });
        Operation ended = context.operations().await(operation, Context.CHANGE);
        return switch (ended.state()) {
            case FAILED, CANCELLED -> throw Fault.unprocessable(failure(ended));
            case QUEUED, RUNNING, WAITING, UNDOING, DONE -> operation;
        };
    }
}
