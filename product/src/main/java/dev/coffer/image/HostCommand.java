package dev.coffer.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Runs programs of the host to their end. They die with us, and an interrupt ends them. */
final class HostCommand {
    private static final int TAIL = 2000;

    private final Path scratch;

    /** @param scratch directory for what the programs say */
    HostCommand(Path scratch) {
        this.scratch = scratch;
    }

    Path scratch() {
        return scratch;
    }

    /** A program failed; the message is what it said last. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1L;

        Failed(List<String> command, int exit, String said) {
            super("%s ended with %d: %s".formatted(Path.of(command.getFirst()).getFileName(), exit, said));
        }
    }

    /** What the program wrote to its standard output. */
    String run(List<String> command) throws IOException, InterruptedException {
        Path said = scratch.resolve("said-" + UUID.randomUUID());
        Path output = scratch.resolve("output-" + UUID.randomUUID());
        ProcessBuilder builder = builder(command, said).redirectOutput(output.toFile());
        await(List.of(Launcher.launch(builder::start)), List.of(command), List.of(said));
        String text = Files.readString(output);
        Files.delete(output);
        return text;
    }

    /** Each reads what the one before writes. */
    void pipe(List<List<String>> commands) throws IOException, InterruptedException {
        List<Path> said = new ArrayList<>();
        List<ProcessBuilder> builders = new ArrayList<>();
        for (List<String> command : commands) {
            said.add(scratch.resolve("said-" + UUID.randomUUID()));
            builders.add(builder(command, said.getLast()));
        }
        builders.getLast().redirectOutput(ProcessBuilder.Redirect.DISCARD);
        await(Launcher.launch(() -> ProcessBuilder.startPipeline(builders)), commands, said);
    }

    private static ProcessBuilder builder(List<String> command, Path said) {
        List<String> argv = new ArrayList<>(
                List.of(HostProgram.path("setpriv", "util-linux").toString(), "--pdeathsig", "KILL", "--"));
        argv.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(argv).redirectError(said.toFile());
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static void await(List<Process> processes, List<List<String>> commands, List<Path> said)
            throws IOException, InterruptedException {
        try {
            processes.getFirst().getOutputStream().close();
            for (Process process : processes) {
                process.waitFor();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        // A program whose reader or writer failed fails as well; the cause is the one that says more than "broken
        // pipe".
        Failed failure = null;
        for (int i = 0; i < processes.size(); i++) {
            int exit = processes.get(i).exitValue();
            String text = tail(said.get(i));
            Files.delete(said.get(i));
            if (exit != 0 && (failure == null || !text.isBlank())) {
                failure = new Failed(commands.get(i), exit, text);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static String tail(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        return text.length() <= TAIL ? text : text.substring(text.length() - TAIL);
    }
}
