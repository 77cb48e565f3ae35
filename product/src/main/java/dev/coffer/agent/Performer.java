package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Health;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Server;
import dev.coffer.model.Role;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** From commands to calls of the engine. */
final class Performer {
    private final Server server;
    private final AgentState state;
    private final AccountCommands accounts;
    private final SettingsCommands settings;
    private final LogCommands logs;
    private final UpgradeCommands upgrades;
    private final SeedOffers offers;
    private final SeedFetcher fetcher;
    private final ModuleCommands modules;

    Performer(
            Server server,
            AgentState state,
            LogCommands logs,
            SeedOffers offers,
            SeedFetcher fetcher,
            ModuleCommands modules) {
        this.server = server;
        this.state = state;
        this.accounts = new AccountCommands(server);
        this.settings = new SettingsCommands(server);
        this.logs = logs;
        this.modules = modules;
        this.upgrades = new UpgradeCommands(server, state);
        this.offers = offers;
        this.fetcher = fetcher;
    }

    /** Whether it changes nothing, and so may run beside another command and need not be remembered. */
    static boolean onlyReads(Command command) {
        return switch (command) {
            case Command.Standing _,
                    Command.DataVersion _,
                    Command.MostAdvanced _,
                    Command.Diagnose _,
                    Command.ListDatabases _,
                    Command.ListUsers _,
                    Command.RootEnabled _,
                    Command.ShowTls _ -> true;
            case Command.ModuleCommand module -> module instanceof Command.ListModules;
            case Command.LogCommand log -> !(log instanceof Command.SwitchLog);
            case Command.Create _,
                    Command.Start _,
                    Command.Stop _,
                    Command.Restart _,
                    Command.PrepareUpgrade _,
                    Command.CompleteUpgrade _,
                    Command.OfferSeed _,
                    Command.FetchSeed _,
                    Command.Follow _,
                    Command.Freeze _,
                    Command.Thaw _,
                    Command.CatchUp _,
                    Command.Promote _,
                    Command.Synchronise _,
                    Command.Discard _,
                    Command.Configure _,
                    Command.CreateDatabases _,
                    Command.DropDatabase _,
                    Command.CreateUsers _,
                    Command.DropUser _,
                    Command.AlterUser _,
                    Command.ChangePasswords _,
                    Command.Grant _,
                    Command.Revoke _,
                    Command.EnableRoot _,
                    Command.DisableRoot _ -> false;
        };
    }

    Result perform(Command command, Attempt attempt) throws IOException, InterruptedException {
        return switch (command) {
            case Command.Create create -> create(create, attempt);
            case Command.Start _ -> start(attempt);
            case Command.Stop _ -> stop(attempt);
            case Command.Restart _ -> restart(attempt);
            case Command.PrepareUpgrade _ -> upgrades.prepare(attempt);
            case Command.CompleteUpgrade _ -> upgrades.complete(attempt);
            case Command.DataVersion _ -> upgrades.dataVersion();
            case Command.OfferSeed offer -> offer(offer, attempt);
            case Command.FetchSeed fetch -> fetch(fetch, attempt);
            case Command.Follow follow -> follow(follow, attempt);
            case Command.Freeze _ -> freeze(attempt);
            case Command.Thaw _ -> thaw(attempt);
            case Command.CatchUp catchUp -> catchUp(catchUp);
            case Command.Promote _ -> promote(attempt);
            case Command.Synchronise(var synchrony) -> synchronise(synchrony, attempt);
            case Command.Discard _ -> discard(attempt);
            case Command.Configure(var values) -> settings.configure(values, attempt);
            case Command.Standing _ -> standing();
            case Command.MostAdvanced choice -> mostAdvanced(choice.positions());
            case Command.Diagnose _ -> Diagnostics.ofThisProcess();
            case Command.ListDatabases _ -> accounts.listDatabases();
            case Command.CreateDatabases create -> accounts.createDatabases(create.databases(), attempt);
            case Command.DropDatabase drop -> accounts.dropDatabase(drop.name(), attempt);
            case Command.ListUsers _ -> accounts.listUsers();
            case Command.CreateUsers create -> accounts.createUsers(create.users(), attempt);
            case Command.DropUser drop -> accounts.dropUser(drop, attempt);
            case Command.AlterUser alter -> accounts.alterUser(alter, attempt);
            case Command.ChangePasswords change -> accounts.changePasswords(change.users(), attempt);
            case Command.Grant grant -> accounts.grant(grant, attempt);
            case Command.Revoke revoke -> accounts.revoke(revoke, attempt);
            case Command.RootEnabled _ -> accounts.rootEnabled();
            case Command.EnableRoot enable -> accounts.enableRoot(enable.password(), attempt);
            case Command.DisableRoot _ -> accounts.disableRoot(attempt);
            case Command.ModuleCommand module -> modules.perform(module, attempt);
            case Command.LogCommand log -> logs.perform(log, attempt);
            case Command.ShowTls _ -> new Result.Encryption(server.tls());
        };
    }

    private Result create(Command.Create create, Attempt attempt) throws IOException, InterruptedException {
        attempt.begin();
        server.initialise();
        state.desire(AgentState.Desired.RUNNING);
        server.start();
        accounts.furnish(create.databases(), create.users());
        return new Result.Done();
    }

    private Result start(Attempt attempt) throws IOException, InterruptedException {
        requireEngine();
        attempt.begin();
        state.desire(AgentState.Desired.RUNNING);
        server.start();
        return new Result.Done();
    }

    private Result stop(Attempt attempt) throws IOException, InterruptedException {
        attempt.begin();
        state.desire(AgentState.Desired.STOPPED);
        server.stop();
        return new Result.Done();
    }

    private Result restart(Attempt attempt) throws IOException, InterruptedException {
        requireEngine();
        attempt.begin();
        state.desire(AgentState.Desired.RUNNING);
        server.stop();
        return settings.start(attempt);
    }

    private Result offer(Command.OfferSeed offer, Attempt attempt) throws IOException {
        replication();
        if (!server.isRunning()) {
            throw new EngineFailure(
                    EngineFailure.Kind.PASSING, "The primary does not run, so no copy can be made; restart it first.");
        }
        attempt.begin();
        return new Result.Offered(offers.offer(offer.ticket(), offer.replicaId(), Duration.ofSeconds(offer.seconds())));
    }

    private Result fetch(Command.FetchSeed fetch, Attempt attempt) throws IOException, InterruptedException {
        Replication replication = replication();
        attempt.begin();
        // Initialised by a go before this one, which was cut off or could not follow yet.
        if (!server.isInitialised()) {
            fetcher.fetch(fetch, replication, attempt.deadline());
        }
        state.desire(AgentState.Desired.RUNNING);
        server.start();
        replication.follow(fetch.address(), fetch.enginePort());
        return new Result.Done();
    }

    private Result follow(Command.Follow follow, Attempt attempt) throws IOException, InterruptedException {
        Replication replication = replication();
        attempt.begin();
        replication.follow(follow.address(), follow.enginePort());
        return new Result.Done();
    }

    private Result freeze(Attempt attempt) throws IOException, InterruptedException {
        Replication replication = replication();
        attempt.begin();
        return new Result.At(replication.freeze());
    }

    private Result thaw(Attempt attempt) throws IOException, InterruptedException {
        Replication replication = replication();
        attempt.begin();
        replication.thaw();
        return new Result.Done();
    }

    private Result catchUp(Command.CatchUp catchUp) throws InterruptedException {
        replication().awaitPosition(catchUp.position(), Duration.ofSeconds(catchUp.seconds()));
        return new Result.Done();
    }

    private Result promote(Attempt attempt) throws IOException, InterruptedException {
        Replication replication = replication();
        attempt.begin();
        replication.promote();
        return new Result.At(replication.position());
    }

    private Result synchronise(Synchrony synchrony, Attempt attempt) throws IOException, InterruptedException {
        Replication replication = replication();
        attempt.begin();
        replication.synchronise(synchrony);
        return new Result.Done();
    }

    private Result discard(Attempt attempt) throws IOException {
        Replication replication = replication();
        attempt.begin();
        replication.discard();
        return new Result.Done();
    }

    private Result standing() {
        Replication replication = replication();
        Health health = server.health();
        if (health.role() == null) {
            throw new EngineFailure(EngineFailure.Kind.PASSING, "The engine does not answer now; try again.");
        }
        boolean primary = health.role() == Role.PRIMARY;
        return new Result.Standing(
                primary,
                replication.position(),
                primary ? null : replication.receivedPosition(),
                replication.connectedReplicas());
    }

    private Result mostAdvanced(List<String> positions) {
        Replication replication = replication();
        for (int index = 0; index < positions.size(); index++) {
            String candidate = positions.get(index);
            if (positions.stream().allMatch(other -> replication.contains(candidate, other))) {
                return new Result.Choice(index);
            }
        }
        throw new EngineFailure(
                EngineFailure.Kind.BROKEN,
                "No member has everything the others have, so none can become primary without losing writes.");
    }

    private Replication replication() {
        return server.replication()
                .orElseThrow(() ->
                        new EngineFailure(EngineFailure.Kind.REFUSED, "This datastore does not support replication."));
    }

    private void requireEngine() {
        if (!server.isInitialised()) {
            throw new EngineFailure(
                    EngineFailure.Kind.BROKEN, "There is no engine here yet; create the instance anew.");
        }
    }
}
