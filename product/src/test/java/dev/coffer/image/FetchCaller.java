package dev.coffer.image;

import java.nio.file.Path;
import java.util.List;

/** Fetches the image of {@link FetchTest} and can be killed. */
final class FetchCaller {
    private FetchCaller() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        new Images(directory.resolve("images"), directory.resolve("cache"), List.of(FetchTest.recipe()))
                .fetch("greeting", System.out::println);
    }
}
