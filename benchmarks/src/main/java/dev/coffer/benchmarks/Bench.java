package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Results.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verb {@code bench}: measures figures and says which are reached. */
@Command(
        name = "coffer bench",
        description = {
            "Measures what Coffer promises, each beside its opponent or bound, on installations of its own that are removed again.",
            "Exit code 0: all figures are reached; 1: one is short; 2: it could not be measured."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./coffer bench                     everything (some minutes; best on a quiet machine)",
            "  ./coffer bench --only list,show    only these figures",
            "  ./coffer bench --json figures.json"
        })
public final class Bench implements Callable<Integer> {
    private static final int REACHED = 0;
    private static final int SHORT = 1;
    private static final int FAILED = 2;

    private final List<Figure> figures;
    private final PrintStream out;
    private final PrintStream progress;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Measure only this figure; several: --only list,show. See --list.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results to this file, as JSON.")
    private @Nullable Path json;

    @Option(names = "--list", description = "Show what is measured, and measure nothing.")
    private boolean list;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    private Bench(List<Figure> figures, PrintStream out, PrintStream progress) {
        this.figures = figures;
        this.out = out;
        this.progress = progress;
    }

    public static void main(String[] arguments) {
        System.setProperty("coffer.log.level", "ERROR");
        System.setProperty("coffer.log.target", "System.err");
        System.exit(run(Figures.all(), List.of(arguments), System.out, System.err));
    }

    static int run(List<Figure> figures, List<String> arguments, PrintStream out, PrintStream progress) {
        return new CommandLine(new Bench(figures, out, progress))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(progress, true, StandardCharsets.UTF_8))
                .execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Figure> wanted = wanted();
        if (list) {
            wanted.forEach(figure -> out.printf("%-12s %s%n", figure.name(), figure.sentence()));
            return REACHED;
        }
        requireWritable();
        List<Result> results = new ArrayList<>();
        boolean whole = true;
        try (Stage stage = Stage.open(progress)) {
            for (Figure figure : wanted) {
                whole &= measure(figure, stage, results);
            }
        }
        int reached = told(results);
        return whole ? reached : FAILED;
    }

    private List<Figure> wanted() {
        List<String> names = figures.stream().map(Figure::name).toList();
        List<String> unknown =
                only.stream().filter(name -> !names.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw wrong("There is no figure %s. There are: %s."
                    .formatted(String.join(", ", unknown), String.join(", ", names)));
        }
        return figures.stream()
                .filter(figure -> only.isEmpty() || only.contains(figure.name()))
                .toList();
    }

    /** Said before minutes of measuring, not after. */
    private void requireWritable() {
        Path file = json;
        if (file != null) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null || !Files.isWritable(directory) || Files.isDirectory(file)) {
                throw wrong("The results cannot be written to %s; name a file in a directory that you may write to."
                        .formatted(file));
            }
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    /** False when it could not be measured; the others can all the same. */
    private boolean measure(Figure figure, Stage stage, List<Result> results) throws InterruptedException {
        try {
            stage.say("%s: %s", figure.name(), figure.sentence());
            figure.measure(stage).forEach(measurement -> results.add(new Result(figure.name(), measurement)));
            return true;
        } catch (NotMeasured | IOException e) {
            progress.println("coffer bench: " + figure.name() + " could not be measured. " + e.getMessage());
            return false;
        }
    }

    private int told(List<Result> results) {
        Machine machine = Machine.here();
        Results.table(machine, results).forEach(out::println);
        Path file = json;
        if (file != null) {
            try {
                Files.writeString(file, Results.json(machine, results));
            } catch (IOException e) {
                throw new UncheckedIOException("The results cannot be written to " + file, e);
            }
        }
        String shortOnes = results.stream()
                .filter(result -> result.measurement().isShort())
                .map(result -> "  %s: %s"
                        .formatted(result.figure(), result.measurement().what()))
                .collect(Collectors.joining(System.lineSeparator()));
        out.println();
        out.println(
                shortOnes.isEmpty()
                        ? "All that was measured is reached."
                        : "Short:" + System.lineSeparator() + shortOnes);
        return shortOnes.isEmpty() ? REACHED : SHORT;
    }
}
