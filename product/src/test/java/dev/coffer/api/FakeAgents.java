package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Agents;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.Tls;
import dev.coffer.engine.UserInfo;
import dev.coffer.fault.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Agents that keep databases and users in memory. */
final class FakeAgents implements Agents {
    private static final class Accounts {
        private final List<String> databases = new ArrayList<>();
        private final List<UserInfo> users = new ArrayList<>();
        private boolean root;
    }

    private final Map<String, Accounts> accounts = new HashMap<>();
    /** Instances whose agents do not answer. */
    final Set<String> dead = new HashSet<>();

    final List<Command> changes = new ArrayList<>();
    final FakeLogs logs = new FakeLogs();
    Tls tls = new Tls(true, null);

    final Map<String, List<Result.Module>> modules = new HashMap<>();

    private static Result.Module withoutContents(Result.Module module) {
        return new Result.Module(
                module.id(),
                module.name(),
                module.type(),
                module.md5(),
                module.ok(),
                module.message(),
                module.created(),
                module.updated(),
                null);
    }

    private Accounts of(String instanceId) {
        return accounts.computeIfAbsent(instanceId, id -> new Accounts());
    }

    @Override
    public Optional<Result> call(
            String operationId, String id, String instanceId, Command command, long term, Duration patience) {
        throw new AssertionError("only operations call agents");
    }

    @Override
    public void withdraw(String operationId, String commands) {
        throw new AssertionError("only operations call agents");
    }

    @Override
    public Result ask(String instanceId, Command command, Duration patience) {
        if (dead.contains(instanceId)) {
            throw Fault.unprocessable("The agent of instance %s did not answer in time.".formatted(instanceId));
        }
        Accounts here = of(instanceId);
        return switch (command) {
            case Command.Diagnose ignored -> new Result.Diagnosis("1.2.3", 12, 64, 4_000, 4_100, 3_000, 3_100);
            case Command.ListDatabases ignored ->
                new Result.Databases(here.databases.stream()
                        .map(name -> new DatabaseSpec(name, null, null))
                        .toList());
            case Command.ListUsers ignored -> new Result.Users(here.users);
            case Command.RootEnabled ignored -> new Result.Flag(here.root);
            case Command.ListModules list ->
                new Result.Modules(modules.getOrDefault(instanceId, List.of()).stream()
                        .map(module -> list.withContents() ? module : withoutContents(module))
                        .toList());
            case Command.ListLogs ignored -> logs.list(instanceId);
            case Command.ReadLog read -> logs.read(instanceId, read.name(), read.from(), read.most());
            case Command.TailLog tail -> logs.tail(instanceId, tail.name(), tail.lines());
            case Command.ShowTls ignored -> new Result.Encryption(tls);
            default -> throw new AssertionError("not a question: " + command);
        };
    }

    void apply(String instanceId, Command command) {
        Accounts here = of(instanceId);
        changes.add(command);
        switch (command) {
            case Command.CreateDatabases create ->
                create.databases().forEach(database -> here.databases.add(database.name()));
            case Command.DropDatabase drop -> here.databases.remove(drop.name());
            case Command.CreateUsers create ->
                create.users()
                        .forEach(user ->
                                here.users.add(new UserInfo(user.name(), user.host(), user.databases(), user.rules())));
            case Command.DropUser drop -> here.users.removeIf(user -> is(user, drop.name(), drop.host()));
            case Command.AlterUser alter ->
                here.users.replaceAll(user -> is(user, alter.name(), alter.host())
                        ? new UserInfo(
                                alter.newName() == null ? user.name() : alter.newName(),
                                alter.newHost() == null ? user.host() : alter.newHost(),
                                user.databases(),
                                alter.newRules() == null ? user.rules() : alter.newRules())
                        : user);
            case Command.ChangePasswords ignored -> {}
            case Command.Grant grant ->
                here.users.replaceAll(user -> is(user, grant.name(), grant.host())
                        ? new UserInfo(user.name(), user.host(), grant.databases())
                        : user);
            case Command.Revoke revoke ->
                here.users.replaceAll(user -> is(user, revoke.name(), revoke.host())
                        ? new UserInfo(user.name(), user.host(), List.of())
                        : user);
            case Command.EnableRoot ignored -> here.root = true;
            case Command.DisableRoot ignored -> here.root = false;
            default -> throw new AssertionError("not a change of accounts: " + command);
        }
    }

    private static boolean is(UserInfo user, String name, String host) {
        return user.name().equals(name) && user.host().equals(host);
    }
}
