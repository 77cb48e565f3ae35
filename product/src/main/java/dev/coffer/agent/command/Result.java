package dev.coffer.agent.command;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Tls;
import dev.coffer.engine.UserInfo;
import dev.coffer.model.ModuleType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME) // as operations store it; agents do without Jackson
public sealed interface Result {

    record Done() implements Result {}

    /** @param kind says what the caller can make of it; PASSING: a retry may help */
    record Failed(EngineFailure.Kind kind, String message) implements Result {}

    /** A seed is offered on this port of the instance's address. */
    record Offered(int seedPort) implements Result {}

    /** A replication position. */
    record At(String position) implements Result {}

    /** @param position what is applied; {@code received} what has arrived, for a replica */
    record Standing(
            boolean primary, String position, @Nullable String received, int connectedReplicas) implements Result {}

    record Choice(int index) implements Result {}

    /** @param waiting parameters whose values wait for a restart */
    record Configured(List<String> waiting) implements Result {
        public Configured {
            waiting = List.copyOf(waiting);
        }
    }

    record Databases(List<DatabaseSpec> databases) implements Result {
        public Databases {
            databases = List.copyOf(databases);
        }
    }

    record Users(List<UserInfo> users) implements Result {
        public Users {
            users = List.copyOf(users);
        }
    }

    record Flag(boolean value) implements Result {}

    /**
     * What the agent's process takes.
     *
     * @param version of the agent
     * @param fdSize file descriptors it has room for
     * @param vmSize KiB of virtual memory; {@code vmPeak} the most there were
     * @param vmRss KiB resident; {@code vmHwm} the most there were
     */
    record Diagnosis(String version, int threads, int fdSize, long vmSize, long vmPeak, long vmRss, long vmHwm)
            implements Result {}

    record Named(String name) implements Result {}

    /** @param ok whether the module's driver took it; the message is the driver's */
    record Applied(String md5, boolean ok, String message) implements Result {}

    record Modules(List<Module> modules) implements Result {
        public Modules {
            modules = List.copyOf(modules);
        }
    }

    /** A module as the agent has it. */
    record Module(
            String id,
            String name,
            ModuleType type,
            String md5,
            boolean ok,
            String message,
            Instant created,
            Instant updated,
            @Nullable String contents) {
        @Override
        public String toString() {
            return "Module[" + id + "]";
        }
    }

    record Logs(List<LogInfo> logs) implements Result {
        public Logs {
            logs = List.copyOf(logs);
        }
    }

    /**
     * A piece of a log, without the secrets that were recognised, so its length says nothing of positions.
     *
     * @param from where it begins, {@code next} where the next piece begins, {@code end} the end of the log
     */
    record LogText(long from, long next, long end, String text) implements Result {
        @Override
        public String toString() {
            return "LogText[%d to %d of %d]".formatted(from, next, end);
        }
    }

    record Encryption(Tls tls) implements Result {}
}
