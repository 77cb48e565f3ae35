package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Run;
import dev.coffer.cli.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpTest {
    @TempDir
    Path home;

    private TestServer server;

    @BeforeEach
    void open() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void serving(int serving, int all) {
        server.on(
                "GET /mgmt/health",
                200,
                "{'health':{'active':{'all':%d,'serving_since_start':%d}}}".formatted(all, serving));
    }

    @Test
    void it_returns_when_all_databases_serve() {
        serving(0, 2);
        serving(1, 2);
        serving(2, 2);
        Run run = new ServedInstallation(home, server).run("up");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).containsSubsequence("0 of 2 serve", "1 of 2 serve", "Databases     2 of 2 serve");
    }

    @Test
    void it_waits_for_none_where_there_are_none_or_when_told_so() {
        serving(0, 0);
        assertThat(new ServedInstallation(home, server).run("up").err()).contains("there are none");
        assertThat(new ServedInstallation(home, server).run("up", "--no-wait").err())
                .doesNotContain("Databases");
    }
}
