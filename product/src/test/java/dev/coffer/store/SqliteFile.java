package dev.coffer.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A database file in a directory of its own. */
final class SqliteFile implements TestDatabase {
    private final Path directory = Files.createTempDirectory("coffer-sqlite");

    SqliteFile() throws IOException {}

    Path file() {
        return directory.resolve("coffer.db");
    }

    @Override
    public String url() {
        return "jdbc:sqlite:" + file();
    }

    @Override
    public String user() {
        return "";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void close() throws IOException {
        Directories.remove(directory);
    }
}
