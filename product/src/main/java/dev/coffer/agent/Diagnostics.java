package dev.coffer.agent;

import dev.coffer.agent.command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the kernel says of the agent's own process. */
final class Diagnostics {
    private Diagnostics() {}

    static Result.Diagnosis ofThisProcess() throws IOException {
        Map<String, Long> figures = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            String[] words = line.split(":?\\s+");
            if (words.length > 1 && words[1].matches("[0-9]{1,18}")) {
                figures.put(words[0], Long.valueOf(words[1]));
            }
        }
        return new Result.Diagnosis(
                Optional.ofNullable(Diagnostics.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)"),
                Math.toIntExact(figures.getOrDefault("Threads", 0L)),
                Math.toIntExact(figures.getOrDefault("FDSize", 0L)),
                figures.getOrDefault("VmSize", 0L),
                figures.getOrDefault("VmPeak", 0L),
                figures.getOrDefault("VmRSS", 0L),
                figures.getOrDefault("VmHWM", 0L));
    }
}
