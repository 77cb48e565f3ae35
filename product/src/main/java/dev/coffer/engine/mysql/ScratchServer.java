package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.LogTail;
import dev.coffer.image.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs of an image, run to be asked something.
 *
 * @param scratch a directory that is thrown away
 */
record ScratchServer(Sandbox sandbox, Path scratch) {
    private static final int PATIENCE_SECONDS = 120;
    private static final File NOTHING = new File("/dev/null");

    /** Runs a program to its end; returns what it said. */
    String run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command, NOTHING, output());
        try {
            await(process);
            if (process.exitValue() != 0) {
                throw failure(process);
            }
            return Files.readString(output(), StandardCharsets.ISO_8859_1);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs a client that waits for the server and reads statements; some may fail. Returns what it said, failures included. */
    String ask(Process server, List<String> client, String statements) throws IOException, InterruptedException {
        Path script = Files.writeString(scratch.resolve("statements.sql"), statements);
        Path answer = scratch.resolve("answer");
        Process process = start(client, script.toFile(), answer);
        try {
            for (int i = 0; i < PATIENCE_SECONDS && server.isAlive() && process.isAlive(); i++) {
                boolean _ = process.waitFor(1, TimeUnit.SECONDS);
            }
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                throw server.isAlive()
                        ? new EngineFailure(Kind.PASSING, "The server of the image does not answer.")
                        : failure(server);
            }
            return Files.readString(answer, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts a server that is asked beside; whoever starts it ends it. */
    Process start(List<String> command) throws IOException {
        return start(command, NOTHING, output());
    }

    void await(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new EngineFailure(Kind.PASSING, "The server of the image does not end.");
        }
    }

    private Process start(List<String> command, File input, Path output) throws IOException {
        ProcessBuilder builder = sandbox.tool(command);
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).redirectInput(input);
        return Sandbox.start(builder);
    }

    private EngineFailure failure(Process process) {
        return new EngineFailure(
                Kind.BROKEN,
                "The server of the image ended with exit code %d. %s"
                        .formatted(process.exitValue(), lastError())
                        .strip());
    }

    private Path output() {
        return scratch.resolve("output");
    }

    private String lastError() {
        return LogTail.lines(output(), 0).stream()
                .filter(Complaints::isOfTool)
                .reduce((first, second) -> second)
                .orElse("");
    }
}
