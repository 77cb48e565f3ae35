package dev.coffer.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host that instances of this control plane live on: its own. */
final class Hosts {
    static final String NAME = name();

    private Hosts() {}

    private static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
