package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.api.jetty.HttpServer;
import dev.coffer.cli.Run;
import dev.coffer.cli.credentials.CloudsEntry;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.credentials.UserClouds;
import dev.coffer.identity.local.LocalIdentity;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against the real API, listener and identity. */
class CommandLineTest {
    @TempDir
    static Path home;

    private static Stage stage;
    private static HttpServer listener;
    private static String project;

    /** Once for all: starting it takes longer than all the tests. */
    @BeforeAll
    static void start() throws Exception {
        LocalIdentity identity =
                LocalIdentity.open(home.resolve("control"), Duration.ofHours(1), InstantSource.system());
        project = identity.projects().getFirst().id();
        stage = new Stage(home, identity, Stage.SETTINGS);
        Instance primary = stage.healthy("shop", project, "mysql 8.4.0", null);
        stage.healthy("shop-1", project, "mysql 8.4.0", primary);
        listener = new HttpServer(stage.api);
        String url = "http://127.0.0.1:" + listener.start("127.0.0.1:0") + "/v3";
        String secret = Files.readString(home.resolve("control/admin-secret")).strip();
        new UserClouds(environment()).put(new CloudsEntry("coffer", url, "admin", secret, "admin", "RegionOne"));
    }

    @AfterAll
    static void stop() {
        listener.close();
        stage.close();
    }

    private static Environment environment() {
        return new Environment(Map.of("HOME", home.toString()), home);
    }

    private static Run run(String line) {
        return Run.with("secret\n", environment(), line.split(" "));
    }

    private static String answer(String line) {
        Run run = run(line);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void instances_are_listed_with_role_and_lag() {
        assertThat(answer("instance list -f value -c name -c role -c status -c health -c lag"))
                .contains("shop primary ACTIVE HEALTHY \nshop-1 replica ACTIVE HEALTHY 0.5\n");
        assertThat(answer("instance show shop-1")).contains("replica of", "position", "0-1-7");
    }

    @Test
    void names_are_found_on_later_pages() {
        List<String> names = IntStream.rangeClosed(0, Stage.SETTINGS.pageSize())
                .mapToObj(number -> "n" + number)
                .toList();
        names.forEach(name -> stage.healthy(name, project, "mysql 8.4.0", null));

        assertThat(answer("instance list -f value -c name").lines()).containsAll(names);
        // rows are paged by id
        Instance last = names.stream()
                .map(name -> Stage.row(name, project, "mysql 8.4.0", null, stage.now, Task.NONE))
                .max(java.util.Comparator.comparing(Instance::id))
                .orElseThrow();
        assertThat(answer("instance show " + last.name() + " -f value -c name")).isEqualTo(last.name() + "\n");
    }

    @Test
    void an_instance_is_created_and_its_operation_is_visible() {
        Run run = run("instance create new --flavor m1.f2 --size 3 --datastore mysql --database d --user u:-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("status           BUILD");
        assertThat(run.err()).contains("Creating new. Follow it with: coffer operation watch ");
        String id = run.err().strip().replaceAll(".* ", "");
        assertThat(answer("operation show " + id)).contains("CreateInstance", "QUEUED");
        assertThat(answer("operation list new -f value -c id")).isEqualTo(id + "\n");
    }

    @Test
    void replicas_are_created_together() {
        assertThat(answer("instance create r --replica-of shop --replica-count 2"))
                .contains("r-2");
        assertThat(answer("instance list -f value -c name").lines()).contains("r-1", "r-2");
    }

    @Test
    void actions_are_filed_and_refusals_come_with_the_server_s_words() {
        for (String action : List.of("restart", "delete")) {
            stage.healthy("x-" + action, project, "mysql 8.4.0", null);
            assertThat(run("instance " + action + " x-" + action).err()).contains("coffer operation watch");
        }
        Instance busy = stage.healthy("busy", project, "mysql 8.4.0", null);
        stage.change(busy, Task.REBOOTING);

        Run refused = run("instance restart busy");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("not currently available");
        assertThat(run("instance update busy --name calm").exitCode()).isZero();
        assertThat(run("instance show nosuch").exitCode()).isEqualTo(1);
        assertThat(run("--os-password wrong instance list").exitCode()).isEqualTo(4);
    }

    @Test
    void databases_users_grants_and_root_are_managed() {
        answer("database create shop orders customers");
        assertThat(answer("database list shop -f value").lines()).contains("orders", "customers");
        answer("user create shop app.x --database orders --password-file -");
        answer("user grant shop app.x customers");
        assertThat(answer("user access shop app.x -f value").lines()).contains("customers");
        answer("user revoke shop app.x customers");
        assertThat(answer("user list shop -f value -c name").lines()).contains("app.x");
        answer("user set shop app.x --password-file -");
        answer("user delete shop app.x");
        answer("database delete shop orders");
        assertThat(answer("root enable shop -f value -c name")).isEqualTo("root\n");
        assertThat(answer("root show shop")).contains("yes");
        answer("root disable shop");
    }

    @Test
    void what_can_be_ordered_is_shown() {
        assertThat(answer("datastore list -f value -c name").lines()).contains("mysql", "mariadb");
        assertThat(answer("datastore versions mysql -f value -c name").lines()).contains("8.4.0");
        assertThat(answer("flavor show m1.f1 -f value -c ram")).isEqualTo("512\n");
    }
}
