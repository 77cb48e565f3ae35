package dev.coffer.cli;

import picocli.CommandLine.Option;

/** The option of commands that start an operation. */
final class Waiting {
    @Option(names = "--wait", description = "Show the progress, and return when it is done.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }
}
