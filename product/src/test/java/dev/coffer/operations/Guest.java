package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.model.Synchrony;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One guest. Positions are numbers of writes. */
final class Guest {
    boolean exists;
    boolean running;
    boolean silent;
    boolean primary;
    boolean frozen;
    boolean stopped;
    String version = "11.8";
    String dataVersion = "11.8";
    String flavor = "";
    int volume = 1;
    long term;
    long position;

    @Nullable String following;

    Synchrony synchrony = Synchrony.ONE;

    /** What the tenant has set. */
    Map<String, String> values = Map.of();

    final Map<String, Result> journal = new HashMap<>();
    final Map<String, String> modules = new TreeMap<>();

    String state() {
        return "exists %s, running %s, stopped %s, primary %s, frozen %s, position %d, term %d, following %s, synchrony %s, version %s of data of %s, flavor %s, volume %d, set to %s, modules %s"
                .formatted(
                        exists,
                        running,
                        stopped,
                        primary,
                        frozen,
                        position,
                        term,
                        following,
                        synchrony,
                        version,
                        dataVersion,
                        flavor,
                        volume,
                        new TreeMap<>(values),
                        modules);
    }

    boolean isOpen() {
        return running && !stopped && primary && !frozen;
    }

    static boolean needsEngine(Command command) {
        return switch (command) {
            case Command.Create _,
                    Command.Start _,
                    Command.Stop _,
                    Command.Restart _,
                    Command.PrepareUpgrade _,
                    Command.CompleteUpgrade _,
                    Command.DataVersion _,
                    Command.Discard _,
                    Command.FetchSeed _,
                    Command.MostAdvanced _ -> false;
            default -> true;
        };
    }

    Result module(Command.ModuleCommand command) {
        return switch (command) {
            case Command.ApplyModule apply -> {
                modules.put(apply.moduleId(), apply.md5() + " " + apply.contents());
                yield new Result.Applied(apply.md5(), true, apply.name());
            }
            case Command.RemoveModule remove -> {
                modules.remove(remove.moduleId());
                yield new Result.Done();
            }
            case Command.ListModules _ -> new Result.Modules(List.of());
        };
    }

    /** Whether the engine runs, and of which version. */
    Result turn(Command command) {
        return switch (command) {
            case Command.Stop _, Command.PrepareUpgrade _ -> {
                stopped = true;
                yield new Result.Done();
            }
            case Command.CompleteUpgrade _ -> {
                dataVersion = version;
                stopped = false;
                yield new Result.Done();
            }
            case Command.Start _, Command.Restart _ -> {
                if (!version.equals(dataVersion)) {
                    yield new Result.Failed(EngineFailure.Kind.BROKEN, "data of another version");
                }
                stopped = false;
                yield new Result.Done();
            }
            case Command.DataVersion _ -> new Result.Named(dataVersion);
            case Command.Discard _ -> {
                if (primary || !stopped) {
                    yield new Result.Failed(EngineFailure.Kind.REFUSED, "no replica that is stopped");
                }
                following = null;
                position = 0;
                yield new Result.Done();
            }
            case Command.Synchronise(var wanted) -> {
                synchrony = wanted;
                yield new Result.Done();
            }
            default -> new Result.Done();
        };
    }
}
