package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Wrk.Load;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * How soon a request for an instance is answered while no server can be made, as with a cloud that hangs: the images are kept locked, as
 * by another Coffer that makes one, so that every creation waits.
 */
final class CreateAnswers implements Figure {
    private static final int CLIENTS = 8;

    @Override
    public String name() {
        return "create-answers";
    }

    @Override
    public String sentence() {
        return "POST instances by %d clients at once, while every creation hangs".formatted(CLIENTS);
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        try (Coffer coffer = stage.coffer()) {
            coffer.configure("limits: {max-instances: -1, max-volumes: -1}");
            Path images = Files.createDirectories(coffer.home().resolve("images"));
            try (FileChannel channel = FileChannel.open(
                            images.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                coffer.start();
                Api api = coffer.login();
                stage.say("asking for instances that cannot be made yet");
                Load load = new Wrk(coffer, api, CLIENTS)
                        .post(
                                api.uri("/instances"),
                                Datastore.MARIADB.order("waits").toString());
                return List.of(
                        Measurement.atMost(
                                20,
                                "POST instances, 99 % are faster than",
                                load.slowMillis(),
                                "ms",
                                "Trove: 120-250 ms, 6.9 s with a slow cloud"),
                        Measurement.told("POST instances, the middle", load.middleMillis(), "ms"));
            }
        }
    }
}
