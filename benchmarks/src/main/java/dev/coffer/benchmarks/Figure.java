package dev.coffer.benchmarks;

import java.io.IOException;
import java.util.List;

/** Something Coffer promises in figures, and how it is measured. */
interface Figure {

    /** For {@code --only}. */
    String name();

    /** What is measured, for {@code --list}. */
    String sentence();

    /** Measures on installations that the stage gives and removes. */
    List<Measurement> measure(Stage stage) throws IOException, InterruptedException;
}
