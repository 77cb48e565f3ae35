package dev.coffer.agent.command;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.ModuleType;
import dev.coffer.model.Synchrony;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the control plane may ask of an agent. Coarse: one command is one step of an operation. All are idempotent. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME) // as operations store it; agents do without Jackson
public sealed interface Command {

    /** Whether the command may be carried out only by an agent that has seen no newer term. */
    default boolean isFenced() {
        return false;
    }

    /** Initialise the engine, start it as a primary, make the databases and users. Answer: {@link Result.Done}. */
    record Create(List<DatabaseSpec> databases, List<UserSpec> users) implements Command {
        public Create {
            databases = List.copyOf(databases);
            users = List.copyOf(users);
        }
    }

    /** Start the engine if it does not run. */
    record Start() implements Command {}

    /** Stop the engine; it stays stopped until {@link Start}. */
    record Stop() implements Command {}

    record Restart() implements Command {}

    /** Stop the engine in such an order that a newer version can take its data over; it stays stopped. */
    record PrepareUpgrade() implements Command {}

    /** Start the engine on data that an older version has left so, and bring what it keeps for itself up to date. */
    record CompleteUpgrade() implements Command {}

    /** Which version used the data last. Answer: {@link Result.Named}. */
    record DataVersion() implements Command {}

    /**
     * On a primary: let this replica, and nobody else, fetch a copy with this ticket until {@code seconds} have passed. Answer: {@link
     * Result.Offered}.
     */
    record OfferSeed(String ticket, String replicaId, int seconds) implements Command {
        @Override
        public String toString() {
            return "OfferSeed[replicaId=" + replicaId + ", seconds=" + seconds + "]";
        }
    }

    /**
     * On a new replica: fetch a copy from the primary's agent, start, follow the primary.
     *
     * @param address of the primary's instance; {@code seedPort} is where its agent offers the copy
     */
    record FetchSeed(String primaryId, String address, int enginePort, int seedPort, String ticket) implements Command {
        @Override
        public String toString() {
            return "FetchSeed[primaryId=" + primaryId + ", address=" + address + "]";
        }
    }

    /** Follow this primary. */
    record Follow(String address, int enginePort) implements Command {
        @Override
        public boolean isFenced() {
            return true;
        }
    }

    /**
     * On a primary: stop writes. Answer: {@link Result.At}. Ends only by {@link Thaw}, {@link Follow} or {@link Promote}, never by
     * itself (also not by a restart of agent or engine): nobody else can know that no other primary was made meanwhile.
     */
    record Freeze() implements Command {
        @Override
        public boolean isFenced() {
            return true;
        }
    }

    /** Undoes {@link Freeze}. */
    record Thaw() implements Command {
        @Override
        public boolean isFenced() {
            return true;
        }
    }

    /** On a replica: wait until the position is applied. */
    record CatchUp(String position, int seconds) implements Command {}

    /** On a replica: become the primary of the envelope's term. Answer: {@link Result.At}. */
    record Promote() implements Command {
        @Override
        public boolean isFenced() {
            return true;
        }
    }

    /** What the server waits for before it acknowledges a write while it is primary. */
    record Synchronise(Synchrony synchrony) implements Command {}

    /** On a replica that is stopped: throw its data away, so that a copy can be fetched. */
    record Discard() implements Command {
        @Override
        public boolean isFenced() {
            return true;
        }
    }

    /** Where it stands. Answer: {@link Result.Standing}. */
    record Standing() implements Command {}

    /** Of positions of several members, which contain which: the index of the most advanced. Answer: {@link Result.Choice}. */
    record MostAdvanced(List<String> positions) implements Command {
        public MostAdvanced {
            positions = List.copyOf(positions);
        }
    }

    /**
     * Set these values of the tenant's, and no others, beyond the server's defaults; also before {@link Create} or {@link FetchSeed}.
     * Answer: {@link Result.Configured}.
     */
    record Configure(Map<String, String> values) implements Command {
        public Configure {
            values = Map.copyOf(values);
        }
    }

    /** What the agent says of itself. Answer: {@link Result.Diagnosis}. */
    record Diagnose() implements Command {}

    record ListDatabases() implements Command {}

    record CreateDatabases(List<DatabaseSpec> databases) implements Command {
        public CreateDatabases {
            databases = List.copyOf(databases);
        }
    }

    record DropDatabase(String name) implements Command {}

    record ListUsers() implements Command {}

    record CreateUsers(List<UserSpec> users) implements Command {
        public CreateUsers {
            users = List.copyOf(users);
        }
    }

    record DropUser(String name, String host) implements Command {}

    /** Changes what is not null. */
    record AlterUser(
            String name,
            String host,
            @Nullable String newName,
            @Nullable String newHost,
            @Nullable String newPassword,
            @Nullable List<String> newRules)
            implements Command {
        @Override
        public String toString() {
            return "AlterUser[" + name + "@" + host + "]";
        }
    }

    /** New passwords for users that are there: for all of them, or none when one is missing. */
    record ChangePasswords(List<UserSpec> users) implements Command {
        public ChangePasswords {
            users = List.copyOf(users);
        }
    }

    record Grant(String name, String host, List<String> databases) implements Command {
        public Grant {
            databases = List.copyOf(databases);
        }
    }

    record Revoke(String name, String host, String database) implements Command {}

    record RootEnabled() implements Command {}

    /** Answer: {@link Result.Named}, the superuser's name. */
    record EnableRoot(String password) implements Command {
        @Override
        public String toString() {
            return "EnableRoot[]";
        }
    }

    record DisableRoot() implements Command {}

    /** What concerns modules. */
    sealed interface ModuleCommand extends Command {}

    /** Answer: {@link Result.Applied}, also when its driver refuses it. */
    record ApplyModule(String moduleId, String name, ModuleType type, String md5, String contents)
            implements ModuleCommand {
        @Override
        public String toString() {
            return "ApplyModule[" + moduleId + "]";
        }
    }

    /** Also one that is not there. */
    record RemoveModule(String moduleId) implements ModuleCommand {}

    /** Answer: {@link Result.Modules}. */
    record ListModules(boolean withContents) implements ModuleCommand {}
    /** What concerns logs. */
    sealed interface LogCommand extends Command {}

    /** Which logs there are. Answer: {@link Result.Logs}, the agent's own among them. */
    record ListLogs() implements LogCommand {}

    /**
     * A piece of a log, in whole lines as far as they are not longer than that. Answer: {@link Result.LogText}.
     *
     * @param from position; what is gone already is left out
     * @param most bytes of it
     */
    record ReadLog(String name, long from, int most) implements LogCommand {}

    /** The end of a log. Answer: {@link Result.LogText}. */
    record TailLog(String name, int lines, int most) implements LogCommand {}

    /** Switches a log on or off, for good. */
    record SwitchLog(String name, boolean enabled) implements LogCommand {}

    /** How tenants' connections are encrypted. Answer: {@link Result.Encryption}. */
    record ShowTls() implements Command {}
}
