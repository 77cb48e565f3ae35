package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.image.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Runs the image's short-lived programs; what they say goes to a log file of their own. */
public final class Tools {
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(30);

    private final Node node;
    private final Predicate<String> isError;

    /** @param isError whether a line of what a program said tells why it failed */
    public Tools(Node node, Predicate<String> isError) {
        this.node = node;
        this.isError = isError;
    }

    /** Fills a program's standard input. */
    @FunctionalInterface
    public interface Input {
        void to(OutputStream in) throws IOException, InterruptedException;
    }

    /** Takes a program's standard output. */
    @FunctionalInterface
    public interface Output {
        void from(InputStream out) throws IOException, InterruptedException;
    }

    /** Runs a program to its end. */
    public void run(String name, List<String> command, Input input) throws IOException, InterruptedException {
        ProcessBuilder builder = node.sandbox().tool(command);
        builder.redirectErrorStream(true).redirectOutput(log(name));
        Process process = Sandbox.start(builder);
        try {
            feed(process, input);
            conclude(name, process);
            check(name, process);
        } finally {
            end(process);
        }
    }

    /** Runs a program whose output is a stream. */
    public void stream(String name, List<String> command, Map<String, String> environment, Output output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = node.sandbox().tool(command);
        builder.environment().putAll(environment);
        builder.redirectInput(new File("/dev/null")).redirectError(log(name));
        Process process = Sandbox.start(builder);
        try (InputStream out = process.getInputStream()) {
            output.from(out);
            process.waitFor();
            check(name, process);
        } finally {
            end(process);
        }
    }

    /** Something to be done while a program runs. */
    @FunctionalInterface
    public interface Attempt {
        /** Whether it is done; asked again and again while it is not. */
        boolean isDone() throws IOException, InterruptedException;
    }

    /** Runs a program that does not end by itself until something is done, and kills it then. */
    public void runBeside(String name, List<String> command, Attempt attempt) throws IOException, InterruptedException {
        ProcessBuilder builder = node.sandbox().tool(command);
        builder.redirectInput(new File("/dev/null")).redirectErrorStream(true).redirectOutput(log(name));
        Process process = Sandbox.start(builder);
        try {
            while (!attempt.isDone()) {
                if (process.waitFor(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw failure(name, process.exitValue());
                }
            }
        } finally {
            end(process);
        }
    }

    private static void feed(Process process, Input input) throws IOException, InterruptedException {
        try (OutputStream in = new Pipe(process.getOutputStream())) {
            input.to(in);
        } catch (BrokenPipe ended) {
            return; // its exit code and log say why
        }
    }

    /** On a full volume some programs wait for ever for somebody to make room. */
    private void conclude(String name, Process process) throws InterruptedException {
        while (!process.waitFor(LOOK)) {
            if (isFull(name)) {
                end(process);
            }
        }
    }

    private void check(String name, Process process) {
        if (process.exitValue() != 0) {
            throw failure(name, process.exitValue());
        }
    }

    private boolean isFull(String name) {
        return LogTail.isFull(node, log(name).toPath(), 0);
    }

    private EngineFailure failure(String name, int code) {
        if (isFull(name)) {
            return new EngineFailure(
                    Kind.BROKEN, "The disk of the volume is full: %s could not write. Make room.".formatted(name));
        }
        String last = LogTail.lines(log(name).toPath(), 0).stream()
                .filter(isError)
                .reduce((first, second) -> second)
                .orElse("");
        return new EngineFailure(
                Kind.PASSING,
                "%s failed with exit code %d; its log is %s. %s"
                        .formatted(name, code, log(name), last)
                        .strip());
    }

    private File log(String name) {
        Path file = node.log().resolve(name + ".log");
        return file.toFile();
    }

    /** Afterwards nothing of it runs any more: what comes next may touch the same files. */
    private static void end(Process process) throws InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new EngineFailure(
                        Kind.PASSING, "A program of the image, process %d, does not end.".formatted(each.pid()), e);
            }
        }
    }

    /** Tells a program that reads no more from a caller that gives no more. */
    private static final class Pipe extends OutputStream {
        private final OutputStream program;

        Pipe(OutputStream program) {
            this.program = program;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                program.write(bytes, offset, length);
            } catch (IOException e) {
                throw new BrokenPipe(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                program.close();
            } catch (IOException e) {
                throw new BrokenPipe(e);
            }
        }
    }

    private static final class BrokenPipe extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenPipe(IOException cause) {
            super(cause);
        }
    }
}
