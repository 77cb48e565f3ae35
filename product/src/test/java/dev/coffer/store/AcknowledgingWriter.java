package dev.coffer.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Inserts instances until it is killed, and prints the id of each once it is committed. */
final class AcknowledgingWriter {
    private AcknowledgingWriter() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Store store = Store.open(arguments[0], "", "", InstantSource.system())) {
            Samples.seed(store);
            while (true) {
                out.println(
                        "written " + Samples.insert(store, Samples.instance()).id());
            }
        }
    }
}
