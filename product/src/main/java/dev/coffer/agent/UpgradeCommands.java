package dev.coffer.agent;

import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Server;
import dev.coffer.engine.Upgrades;
import java.io.IOException;

/**
 * From one version of the engine to a newer one. Between the two halves, while the binaries are exchanged, the engine is to stay
 * stopped, also when the agent starts anew.
 */
final class UpgradeCommands {
    private final Server server;
    private final AgentState state;

    UpgradeCommands(Server server, AgentState state) {
        this.server = server;
        this.state = state;
    }

    Result prepare(Attempt attempt) throws IOException, InterruptedException {
        Upgrades upgrades = upgrades();
        attempt.begin();
        state.desire(AgentState.Desired.STOPPED);
        upgrades.prepare();
        return new Result.Done();
    }

    /** The engine is to run by itself only when all is done; one that was cut off here is asked again. */
    Result complete(Attempt attempt) throws IOException, InterruptedException {
        Upgrades upgrades = upgrades();
        attempt.begin();
        upgrades.complete();
        state.desire(AgentState.Desired.RUNNING);
        return new Result.Done();
    }

    Result dataVersion() {
        return new Result.Named(upgrades().dataVersion());
    }

    private Upgrades upgrades() {
        return server.upgrades()
                .orElseThrow(() ->
                        new EngineFailure(EngineFailure.Kind.REFUSED, "This datastore does not support upgrades."));
    }
}
