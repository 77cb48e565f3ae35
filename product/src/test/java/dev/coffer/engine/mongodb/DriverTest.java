package dev.coffer.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The driver on the jars that agents have, none of which is a logging library. */
class DriverTest {
    private static final List<String> AGENTS = List.of("classes", "test-classes", "jspecify", "mongodb-driver", "bson");

    private static String said(String address, int port) throws IOException, InterruptedException {
        String jars = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> AGENTS.stream()
                        .anyMatch(
                                name -> Path.of(entry).getFileName().toString().startsWith(name)))
                .collect(Collectors.joining(":"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        jars,
                        DriverCaller.class.getName(),
                        address,
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    @Test
    void it_works_without_a_logging_library_and_gives_up_on_a_server_that_is_silent()
            throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Instant before = Instant.now();
            assertThat(said("127.0.0.1", silent.getLocalPort()))
                    .startsWith("PASSING: The database server did not answer.")
                    .doesNotContain("secret")
                    .hasLineCount(1);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void nobody_at_all_is_found_out_at_once() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertThat(said("127.0.0.1", port)).isEqualTo("PASSING: The database server does not run.");
    }
}
