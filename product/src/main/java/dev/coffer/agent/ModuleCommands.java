package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Wire;
import dev.coffer.model.ModuleType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Modules, one file each in the agent's own directory, which the engine cannot see. */
final class ModuleCommands {
    private static final System.Logger LOG = System.getLogger(ModuleCommands.class.getName());

    /** As stored. */
    public record Stored(
            String id,
            String name,
            ModuleType type,
            String md5,
            boolean ok,
            String message,
            Instant created,
            Instant updated,
            String contents) {}

    private final Path directory;
    private final Wire wire;
    private final InstantSource clock;

    ModuleCommands(Path directory, Wire wire, InstantSource clock) {
        this.directory = directory;
        this.wire = wire;
        this.clock = clock;
    }

    private static ModuleDriver driver(ModuleType type) {
        return switch (type) {
            case PING -> new PingModule();
        };
    }

    Result perform(Command.ModuleCommand command, Attempt attempt) throws IOException {
        return switch (command) {
            case Command.ApplyModule apply -> apply(apply, attempt);
            case Command.RemoveModule remove -> remove(remove.moduleId(), attempt);
            case Command.ListModules list -> list(list.withContents());
        };
    }

    private Result apply(Command.ApplyModule apply, Attempt attempt) throws IOException {
        Path file = file(apply.moduleId());
        attempt.begin();
        ModuleDriver.Outcome outcome = driver(apply.type()).apply(decoded(apply.contents()));
        Instant now = clock.instant();
        Instant created = read(file).map(Stored::created).orElse(now);
        Stored stored = new Stored(
                apply.moduleId(),
                apply.name(),
                apply.type(),
                apply.md5(),
                outcome.ok(),
                outcome.message(),
                created,
                now,
                apply.contents());
        AtomicFile.write(file, wire.writeRecord(stored));
        return new Result.Applied(apply.md5(), outcome.ok(), outcome.message());
    }

    private Result remove(String moduleId, Attempt attempt) throws IOException {
        Path file = file(moduleId);
        attempt.begin();
        read(file).ifPresent(stored -> driver(stored.type()).remove());
        Files.deleteIfExists(file);
        return new Result.Done();
    }

    private Result list(boolean withContents) throws IOException {
        List<Stored> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                read(file).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparing(Stored::created).thenComparing(Stored::id));
        return new Result.Modules(all.stream()
                .map(stored -> new Result.Module(
                        stored.id(),
                        stored.name(),
                        stored.type(),
                        stored.md5(),
                        stored.ok(),
                        stored.message(),
                        stored.created(),
                        stored.updated(),
                        withContents ? stored.contents() : null))
                .toList());
    }

    /** One that is damaged is as if it were not applied; applying it again mends it. */
    private Optional<Stored> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(wire.read(Files.readString(file), Stored.class));
        } catch (Wire.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "Module file {0} is damaged.", file.getFileName());
            return Optional.empty();
        }
    }

    /** Clients send base64; what is none counts as it is. */
    private static byte[] decoded(String contents) {
        try {
            return Base64.getMimeDecoder().decode(contents);
        } catch (IllegalArgumentException notBase64) {
            return contents.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Ids are the control plane's words; only an id makes a file name. */
    private Path file(String moduleId) {
        return directory.resolve(UUID.fromString(moduleId) + ".json");
    }
}
