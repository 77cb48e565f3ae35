package dev.coffer.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.Run;
import dev.coffer.cli.TestServer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Http;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Session;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.credentials.CloudsEntry;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.installation.Installation;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    Path home;

    private TestServer server;
    private final List<Row> rows = new ArrayList<>();
    private final List<Proof.Databases> proved = new ArrayList<>();
    private final List<String> fetched = new ArrayList<>();

    /** An instance at the server; it is being built until it was looked at twice. */
    private static final class Row {
        final String id;
        final String name;
        final String primary;
        int looks;
        String status = "BUILD";

        Row(String name, String primary, int number) {
            this.id = "id-" + number;
            this.name = name;
            this.primary = primary;
        }

        String json() {
            if (status.equals("BUILD") && looks++ > 2) {
                status = "ACTIVE";
            }
            boolean replica = !primary.isEmpty();
            return "{'id':'%s','name':'%s','status':'%s','operating_status':'%s','datastore':{'version':'11.8'},"
                            .formatted(id, name, status, status.equals("ACTIVE") ? "HEALTHY" : "")
                    + "'addresses':[{'type':'private','address':'127.64.0.%s'}],%s'fault':{'message':'No space.'},"
                            .formatted(id.substring(3), replica ? "'replica_of':{'id':'" + primary + "'}," : "")
                    + "'replication':{'role':'%s','lag_seconds':%s}}"
                            .formatted(replica ? "REPLICA" : "PRIMARY", replica ? "0.0" : "null");
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.handle(this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private synchronized Optional<String> answer(TestServer.Request request) {
        String path = request.path().replace("/v1.0/p1", "");
        if (request.method().equals("POST") && path.equals("/instances")) {
            return Optional.of(create(
                    Json.parse(request.body().getBytes(StandardCharsets.UTF_8)).at("instance")));
        }
        if (path.endsWith("/operations")) {
            return Optional.of("{'operations':[{'ended':null,'steps':[{'name':'start engine','state':'WAITING'}]}]}");
        }
        if (path.endsWith("/users")) {
            return Optional.of("{'users':[{'name':'app','host':'%'}]}");
        }
        return switch (path) {
            case "/instances/detail" ->
                Optional.of(rows.stream().map(Row::json).collect(Collectors.joining(",", "{'instances':[", "]}")));
            case "/flavors" ->
                Optional.of("{'flavors':[{'id':2,'str_id':'2','ram':2048},{'id':1,'str_id':'1','ram':512}]}");
            default ->
                rows.stream()
                        .filter(row -> path.equals("/instances/" + row.id))
                        .findFirst()
                        .map(row -> "{'instance':" + row.json() + "}")
                        .or(() -> request.method().equals("PUT") ? Optional.of("{}") : Optional.empty());
        };
    }

    private String create(Json instance) {
        int count = instance.number("replica_count").orElse(1.0).intValue();
        for (int number = 1; number <= count; number++) {
            String name = instance.string("name") + (count > 1 ? "-" + number : "");
            rows.add(new Row(name, instance.string("replica_of"), rows.size() + 1));
        }
        return "{'instance':" + rows.getLast().json() + "}";
    }

    private Run run() throws InterruptedException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        var terminal = Run.terminal("", out, err, false);
        Environment environment = new Environment(Map.of("HOME", home.toString()), home);
        Proof proof = (databases, _) -> {
            proved.add(databases);
            return "rows were read";
        };
        Engine mariadb = Engines.shipped().named("mariadb");
        new Quickstart(
                        terminal,
                        environment,
                        new RunningInstallation(),
                        new Quickstart.Kind(mariadb, mariadb.trial().orElseThrow(), new TwoVersions(), proof, true))
                .run(Optional.empty());
        terminal.out().flush();
        return new Run(0, out.toString(), err.toString());
    }

    @Test
    void from_nothing_it_makes_a_primary_and_two_replicas_and_says_how_to_use_them()
            throws IOException, InterruptedException {
        Run run = run();

        assertThat(rows).extracting(row -> row.name).containsExactly("quickstart", "quickstart-1", "quickstart-2");
        assertThat(fetched).containsExactly("11.8");
        assertThat(run.out())
                .contains("quickstart     primary   127.64.0.1:3306   HEALTHY   -")
                .contains("quickstart-2   replica   127.64.0.3:3306   HEALTHY   0.0 s")
                .contains("  mariadb --defaults-extra-file=" + home.resolve("quickstart.cnf") + " app\n")
                .contains("  openstack --os-cloud coffer database instance list\n")
                .contains("down\n");
        assertThat(run.err())
                .contains(
                        "quickstart: start engine",
                        "quickstart made",
                        "quickstart-1, quickstart-2 made",
                        "rows were read");
        assertThat(proved).singleElement().satisfies(databases -> {
            assertThat(databases.replicas()).containsExactly("127.64.0.2", "127.64.0.3");
            assertThat(server.requests().toString()).contains(databases.password());
            assertThat(run.out() + run.err()).doesNotContain(databases.password(), "admin-pw");
        });
        assertThat(home.resolve(".config/openstack/clouds.yaml")).content().contains("password: \"admin-pw\"");
        for (String secret : List.of("quickstart.json", "quickstart.cnf", ".config/openstack/clouds.yaml")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_second_run_finds_what_is_there() throws InterruptedException {
        run();
        Run second = run();

        assertThat(rows).hasSize(3);
        assertThat(second.err())
                .contains("MariaDB 11.8 is there", "quickstart is there", "quickstart-1, quickstart-2 are there")
                .contains("cloud \"coffer\" is in");
        assertThat(proved.get(1).password()).isEqualTo(proved.get(0).password());
    }

    @Test
    void what_an_interrupted_run_left_is_completed() throws InterruptedException {
        rows.add(new Row("quickstart", "", 1));
        rows.add(new Row("quickstart-2", "id-1", 2));

        Run run = run();

        assertThat(rows).extracting(row -> row.name).containsExactly("quickstart", "quickstart-2", "quickstart-1");
        assertThat(run.err()).contains("made 1 of them");
        assertThat(server.last("PUT").path()).endsWith("/instances/id-1/users/app");
        assertThat(server.last("PUT").body()).contains(proved.getFirst().password());
    }

    @Test
    void after_a_promotion_the_primary_is_the_promoted_one() throws InterruptedException {
        rows.add(new Row("quickstart", "id-2", 1));
        rows.add(new Row("quickstart-1", "", 2));
        rows.add(new Row("quickstart-2", "id-2", 3));

        run();

        assertThat(rows).hasSize(3);
        assertThat(proved.getFirst().primary()).isEqualTo("127.64.0.2");
    }

    @Test
    void an_instance_in_error_ends_it_with_the_reason_and_what_to_do() {
        rows.add(new Row("quickstart", "", 1));
        rows.getFirst().status = "ERROR";

        assertThatThrownBy(this::run)
                .hasMessageContaining("No space.")
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.advice())
                                .contains("coffer instance delete id-1 --wait && coffer quickstart"));
    }

    private final class TwoVersions implements Binaries {
        @Override
        public List<String> versions() {
            return List.of("11.8", "10.11");
        }

        @Override
        public boolean isReady(String version) {
            return fetched.contains(version);
        }

        @Override
        public void fetch(String version, Consumer<String> progress) {
            fetched.add(version);
        }
    }

    private final class RunningInstallation implements Installation {
        @Override
        public Path home() {
            return home;
        }

        @Override
        public URI api() {
            return URI.create(server.url());
        }

        @Override
        public Path log() {
            return home.resolve("log");
        }

        @Override
        public Optional<Running> running() {
            return Optional.of(new Running(1, Instant.EPOCH));
        }

        @Override
        public boolean answers() {
            return true;
        }

        @Override
        public void start(Consumer<String> progress) {}

        @Override
        public boolean stop(Consumer<String> progress) {
            return false;
        }

        @Override
        public void stopInstances(Consumer<String> progress) {}

        @Override
        public Trove trove(Duration patience) {
            return new Trove(new Http(null, _ -> {}), new Session() {
                @Override
                public String endpoint() {
                    return server.endpoint();
                }

                @Override
                public Map<String, String> headers() {
                    return Map.of();
                }

                @Override
                public boolean renew() {
                    return false;
                }
            });
        }

        @Override
        public CloudsEntry cloudsEntry(String name) {
            return new CloudsEntry(name, server.url() + "/v3", "admin", "admin-pw", "admin", "RegionOne");
        }
    }
}
