package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Server;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Databases and users. The engine says EXISTS or NOT_FOUND of what is there or not; after a go that was cut off that may be this very
 * command's own work, which is then finished and not complained of.
 */
final class AccountCommands {
    private final Server server;

    AccountCommands(Server server) {
        this.server = server;
    }

    /** A key of users as engines see them. */
    private record Login(String name, String host) {}

    /** What a new instance is to have. Nobody has used it yet, so whatever is there of it is half done work of this command. */
    void furnish(List<DatabaseSpec> databases, List<UserSpec> users) {
        if (!databases.isEmpty() || !users.isEmpty()) {
            completeDatabases(databases);
            completeUsers(users);
        }
    }

    Result listDatabases() {
        return new Result.Databases(accounts().databases());
    }

    Result createDatabases(List<DatabaseSpec> databases, Attempt attempt) throws IOException {
        if (attempt.again()) {
            completeDatabases(databases);
            return new Result.Done();
        }
        Set<String> there = databaseNames();
        for (DatabaseSpec database : databases) {
            if (there.contains(database.name())) {
                throw new EngineFailure(
                        EngineFailure.Kind.EXISTS, "Database %s exists already.".formatted(database.name()));
            }
        }
        attempt.begin();
        accounts().createDatabases(databases);
        return new Result.Done();
    }

    Result dropDatabase(String name, Attempt attempt) throws IOException {
        attempt.begin();
        return tolerating(
                EngineFailure.Kind.NOT_FOUND, attempt, () -> accounts().dropDatabase(name));
    }

    Result listUsers() {
        return new Result.Users(accounts().users());
    }

    Result createUsers(List<UserSpec> users, Attempt attempt) throws IOException {
        if (attempt.again()) {
            completeUsers(users);
            return new Result.Done();
        }
        Set<Login> there = logins();
        for (UserSpec user : users) {
            if (there.contains(new Login(user.name(), user.host()))) {
                throw new EngineFailure(
                        EngineFailure.Kind.EXISTS, "User %s@%s exists already.".formatted(user.name(), user.host()));
            }
        }
        attempt.begin();
        accounts().createUsers(users);
        return new Result.Done();
    }

    Result dropUser(Command.DropUser drop, Attempt attempt) throws IOException {
        attempt.begin();
        return tolerating(
                EngineFailure.Kind.NOT_FOUND, attempt, () -> accounts().dropUser(drop.name(), drop.host()));
    }

    Result alterUser(Command.AlterUser alter, Attempt attempt) throws IOException {
        Login after = new Login(or(alter.newName(), alter.name()), or(alter.newHost(), alter.host()));
        Login before = new Login(alter.name(), alter.host());
        Set<Login> there = logins();
        boolean renamed = attempt.again() && !there.contains(before) && there.contains(after);
        if (!after.equals(before) && !renamed && there.contains(after)) {
            throw new EngineFailure(
                    EngineFailure.Kind.EXISTS, "User %s@%s exists already.".formatted(after.name(), after.host()));
        }
        attempt.begin();
        Login now = renamed ? after : before;
        if (alter.newRules() != null) {
            accounts().changeRules(now.name(), now.host(), alter.newRules());
        }
        accounts().alterUser(now.name(), now.host(), alter.newName(), alter.newHost(), alter.newPassword());
        return new Result.Done();
    }

    /** Doing it once more does no harm. */
    Result changePasswords(List<UserSpec> users, Attempt attempt) throws IOException {
        attempt.begin();
        accounts().changePasswords(users);
        return new Result.Done();
    }

    Result grant(Command.Grant grant, Attempt attempt) throws IOException {
        attempt.begin();
        accounts().grant(grant.name(), grant.host(), grant.databases());
        return new Result.Done();
    }

    Result revoke(Command.Revoke revoke, Attempt attempt) throws IOException {
        attempt.begin();
        return tolerating(
                EngineFailure.Kind.NOT_FOUND,
                attempt,
                () -> accounts().revoke(revoke.name(), revoke.host(), revoke.database()));
    }

    Result rootEnabled() {
        return new Result.Flag(accounts().rootEnabled());
    }

    Result enableRoot(String password, Attempt attempt) throws IOException {
        attempt.begin();
        return new Result.Named(accounts().enableRoot(password));
    }

    Result disableRoot(Attempt attempt) throws IOException {
        attempt.begin();
        accounts().disableRoot();
        return new Result.Done();
    }

    private void completeDatabases(List<DatabaseSpec> databases) {
        Set<String> there = databaseNames();
        List<DatabaseSpec> missing = databases.stream()
                .filter(database -> !there.contains(database.name()))
                .toList();
        if (!missing.isEmpty()) {
            accounts().createDatabases(missing);
        }
    }

    /** One that is there may lack its rights; it is made anew. */
    private void completeUsers(List<UserSpec> users) {
        Set<Login> there = logins();
        for (UserSpec user : users) {
            if (there.contains(new Login(user.name(), user.host()))) {
                accounts().dropUser(user.name(), user.host());
            }
        }
        if (!users.isEmpty()) {
            accounts().createUsers(users);
        }
    }

    private Set<String> databaseNames() {
        return accounts().databases().stream().map(DatabaseSpec::name).collect(Collectors.toSet());
    }

    private Set<Login> logins() {
        List<UserInfo> users = accounts().users();
        return users.stream().map(user -> new Login(user.name(), user.host())).collect(Collectors.toSet());
    }

    private static Result tolerating(EngineFailure.Kind kind, Attempt attempt, Runnable work) {
        try {
            work.run();
        } catch (EngineFailure failure) {
            if (!attempt.again() || failure.kind() != kind) {
                throw failure;
            }
        }
        return new Result.Done();
    }

    private static String or(@Nullable String wanted, String otherwise) {
        return wanted == null ? otherwise : wanted;
    }

    private Accounts accounts() {
        return server.accounts()
                .orElseThrow(() -> new EngineFailure(
                        EngineFailure.Kind.REFUSED, "This datastore does not support databases and users."));
    }
}
