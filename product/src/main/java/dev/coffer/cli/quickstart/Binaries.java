package dev.coffer.cli.quickstart;

import java.util.List;
import java.util.function.Consumer;

/** The database server's programs on this machine. */
public interface Binaries {

    /** Versions on offer, the default first. */
    List<String> versions();

    boolean isReady(String version);

    void fetch(String version, Consumer<String> progress);
}
