package dev.coffer.api;

import java.nio.file.Path;

/** An API with a store, for tests of what is around it. */
public final class ApiOnDisk implements AutoCloseable {
    public static final String PROJECT = Stage.PROJECT;
    public static final String TOKEN = "member:" + PROJECT;

    private final Stage stage;

    public ApiOnDisk(Path directory) {
        this.stage = new Stage(directory);
    }

    public Api api() {
        return stage.api;
    }

    @Override
    public void close() {
        stage.close();
    }
}
