package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a tenant or the host does wrong is said clearly, harms nobody, leaves nothing half done and brings no secret to light. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LONGEST_SENTENCE = 2_000;
    private static final String APP_PASSWORD = "secret-App-1";

    @AutoClose
    private static Coffer coffer;

    @AutoClose
    private static Secrets secrets;

    private static Api api;
    private static Host host;
    private static Optional<SmallDisk> disk;
    private static String shop;
    private static String address;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        secrets = new Secrets();
        coffer = Coffer.prepare();
        disk = SmallDisk.mount(coffer.home().resolve("instances"), coffer.home().resolve("disk.img"), 1_024);
        disk.ifPresent(coffer::unmountLater);
        coffer.startControlPlane();
        api = coffer.login();
        host = new Host(coffer);
        shop = api.create("shop", "11.8");
        Path token = coffer.instance(shop).resolve("agent/enrolment-token");
        Coffer.eventually("the agent is invited", SOON, () -> learn("enrolment token", token));
        address = api.healthy(shop).at("/addresses/0/address").asString();
        secrets.add("password of a user", APP_PASSWORD);
        secrets.add("refused password", Hostile.CANARY);
        secrets.add("administrator's secret", coffer.adminSecret());
        secrets.add("administrator's token", coffer.adminToken());
    }

    private static boolean learn(String name, Path file) {
        try {
            String secret = Files.readString(file).strip();
            secrets.add(name, secret);
            return !secret.isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    @ParameterizedTest(name = "body {index}")
    @FieldSource("dev.coffer.it.Hostile#BODIES")
    @Order(1)
    void a_body_that_makes_no_sense_is_refused_with_a_sentence(String body) throws IOException, InterruptedException {
        for (String path : List.of("/instances", "/instances/" + shop + "/users", "/instances/" + shop + "/action")) {
            Api.Answer answer = api.send("POST", path, body);
            assertThat(answer.status()).as(path).isEqualTo(400);
            saysWhy(answer);
        }
    }

    @Test
    @Order(1)
    void a_body_that_is_too_long_is_refused() throws IOException, InterruptedException {
        String body = "{\"instance\": {\"name\": \"%s\"}}".formatted("x".repeat(2 * 1024 * 1024));
        Api.Answer answer = api.send("POST", "/instances", body);
        assertThat(answer.status()).isEqualTo(413);
        saysWhy(answer);
        assertThat(api.instance(shop).get("name").asString()).isEqualTo("shop");
    }

    @ParameterizedTest(name = "name {index}")
    @FieldSource("dev.coffer.it.Hostile#NAMES")
    @Order(2)
    void an_instance_has_exactly_the_name_it_was_given_or_the_old_one(String name)
            throws IOException, InterruptedException {
        String before = api.instance(shop).get("name").asString();
        Api.Answer answer =
                api.send("PUT", "/instances/" + shop, "{\"instance\": {\"name\": %s}}".formatted(json(name)));
        if (answer.status() != 202) {
            assertThat(answer.status()).isEqualTo(400);
            saysWhy(answer);
        }
        assertThat(api.instance(shop).get("name").asString()).isEqualTo(answer.status() == 202 ? name : before);
    }

    @ParameterizedTest(name = "name {index}")
    @FieldSource("dev.coffer.it.Hostile#NAMES")
    @Order(2)
    void a_database_and_a_user_are_made_under_exactly_their_name_or_refused(String name)
            throws IOException, InterruptedException, SQLException {
        String databases = "/instances/" + shop + "/databases";
        Api.Answer made = api.send("POST", databases, "{\"databases\": [{\"name\": %s}]}".formatted(json(name)));
        boolean isDatabase = made.status() == 202;
        if (isDatabase) {
            assertThat(names(databases)).contains(name);
        } else {
            assertThat(made.status()).isEqualTo(400);
            saysWhy(made);
        }

        String users = "/instances/" + shop + "/users";
        String granted = isDatabase ? name : "app";
        Api.Answer user = api.send("POST", users, """
                {"users": [{"name": %s, "password": "secret-Named-1", "databases": [{"name": %s}]}]}
                """.formatted(json(name), json(granted)));
        if (user.status() == 202) {
            new Tenant(address, name, "secret-Named-1", "")
                    .run("CREATE TABLE `%s`.t (id INT)".formatted(granted.replace("`", "``")));
            if (isDatabase) {
                new Tenant(address, name, "secret-Named-1", "app").mayNotEnter();
            }
            String path = users + "/" + encoded(name.contains("@") ? name + "@%" : name);
            assertThat(api.get(path).at("/user/name").asString()).isEqualTo(name);
            api.expect(202, "DELETE", path, "");
        } else {
            assertThat(user.status()).isEqualTo(400);
            saysWhy(user);
        }
        if (isDatabase) {
            api.expect(202, "DELETE", databases + "/" + encoded(name), "");
        }
        assertThat(names(databases)).contains("app").doesNotContain(name);
        assertThat(names(users)).contains("app").doesNotContain(name);
    }

    @Test
    @Order(3)
    void a_password_lets_in_exactly_as_it_was_given_or_is_refused()
            throws IOException, InterruptedException, SQLException {
        String users = "/instances/" + shop + "/users";
        api.expect(202, "POST", users, "{\"users\": [{\"name\": \"guard\", \"password\": \"secret-Guard-1\"}]}");
        String valid = "secret-Guard-1";
        for (String password : Hostile.PASSWORDS) {
            Api.Answer answer =
                    api.send("PUT", users + "/guard", "{\"user\": {\"password\": %s}}".formatted(json(password)));
            if (answer.status() == 202) {
                valid = password;
            } else {
                assertThat(answer.status()).isEqualTo(400);
                saysWhy(answer);
            }
            new Tenant(address, "guard", valid, "").mustEnter();
        }
        assertThat(valid).as("the longest that may be").hasSize(1_024);
    }

    @Test
    @Order(3)
    void what_belongs_to_another_project_is_not_there() throws IOException, InterruptedException {
        Stranger.settle(coffer);
        Api stranger = Stranger.login(coffer);
        assertThat(stranger.project()).isEqualTo(Stranger.PROJECT);
        assertThat(stranger.get("/instances").get("instances")).isEmpty();
        String operation = api.operation(shop);
        String path = "/instances/" + shop;
        for (String request : List.of(
                "GET " + path,
                "DELETE " + path,
                "GET " + path + "/operations",
                "GET /operations/" + operation,
                "GET " + path + "/users",
                "GET " + path + "/databases",
                "POST " + path + "/root")) {
            String[] words = request.split(" ");
            Api.Answer answer = stranger.send(words[0], words[1], "");
            assertThat(answer.status()).as(request).isEqualTo(404);
            saysWhy(answer);
        }
        Api.Answer replica = stranger.send("POST", "/instances", """
                {"instance": {"name": "thief", "replica_of": "%s"}}
                """.formatted(shop));
        assertThat(replica.status()).isEqualTo(404);
        assertThat(stranger.send("POST", path + "/action", "{\"restart\": {}}").status())
                .isEqualTo(404);
        assertThat(api.instance(shop).get("status").asString()).isEqualTo("ACTIVE");
    }

    @Test
    @Order(4)
    void a_damaged_image_is_not_used() throws IOException, InterruptedException {
        Path image = coffer.home().resolve("images/mariadb-11.8");
        Path artifact = image.resolve("mariadb-11.8.tar.zst");
        Path original = image.resolve("original");
        Files.move(image.resolve("tree"), image.resolve("tree.aside"));
        Files.move(artifact, original);
        Files.writeString(artifact, "not what was packed");
        try {
            assertThat(coffer.run("image", "list")).containsPattern("mariadb-11.8\\W+DAMAGED");
            failsToBuild("mistaken", "damaged", "coffer image fetch mariadb-11.8");
        } finally {
            Files.delete(artifact);
            Files.move(original, artifact);
            Files.move(image.resolve("tree.aside"), image.resolve("tree"));
        }
        assertThat(coffer.run("image", "list")).containsPattern("mariadb-11.8\\W+READY");
    }

    @Test
    @Order(5)
    void a_full_disk_is_said_and_nothing_is_left_of_what_found_no_room()
            throws IOException, InterruptedException, SQLException {
        Assumptions.assumeTrue(disk.isPresent(), "only who may mount can have a disk to fill");
        SmallDisk small = disk.orElseThrow();
        try {
            // Of 75 MiB MariaDB's installer fills the last, and then waits for room as long as it takes.
            for (int room : List.of(75, 40)) {
                small.leave(room);
                failsToBuild("cramped-" + room, "disk", "full");
            }
            small.leaveNothing();
            failsToBuild("roomless", "disk", "full");
            assertThat(new Tenant(address, "app", APP_PASSWORD, "app").ask("SELECT 1"))
                    .containsExactly("1");
            saysSoonThatItCannotStart();
        } finally {
            small.empty();
        }
        api.act(shop, "restart");
        api.healthy(shop);
        Tenant app = new Tenant(address, "app", APP_PASSWORD, "app");
        app.run("CREATE TABLE roomy (id INT)");
        app.run("DROP TABLE roomy");
        api.healthy(shop);
    }

    private static void saysSoonThatItCannotStart() throws IOException, InterruptedException {
        long began = System.nanoTime();
        api.act(shop, "restart");
        Coffer.eventually("the restart ends", SOON, () -> !isBusy(shop));
        System.out.printf("restart ended after %d ms%n", (System.nanoTime() - began) / 1_000_000);
        assertThat(api.get("/instances/" + shop + "/operations")
                        .at("/operations/0/error")
                        .asString(""))
                .contains("full");
    }

    /** The instance goes to ERROR and says why; nothing is left of it, and of its row neither after a deletion. */
    private static void failsToBuild(String name, String... words) throws IOException, InterruptedException {
        long began = System.nanoTime();
        String id = api.create(name, "11.8");
        Coffer.eventually(name + " fails", SOON, () -> statusOf(id).equals("ERROR") && !isBusy(id));
        System.out.printf("%s failed after %d ms%n", name, (System.nanoTime() - began) / 1_000_000);
        JsonNode failed = api.instance(id);
        String operation = api.get("/instances/" + id + "/operations").toPrettyString();
        assertThat(failed.at("/fault/message").asString("")).as(operation).contains(words);
        assertThat(host.traces(id, "")).as("what is left of " + name).isEmpty();
        api.delete(id);
        api.gone(id);
    }

    private static boolean isBusy(String id) {
        try {
            return api.get("/instances/" + id + "/operations")
                    .at("/operations/0/ended")
                    .isNull();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String statusOf(String id) {
        try {
            return api.instance(id).get("status").asString();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(6)
    void secrets_come_to_light_nowhere() throws IOException, InterruptedException {
        String root = api.expect(200, "POST", "/instances/" + shop + "/root", "")
                .at("/user/password")
                .asString();
        secrets.add("password of root", root);
        for (String path : List.of("", "/root", "/users", "/users/app", "/databases", "/operations")) {
            String body = api.get("/instances/" + shop + path).toString();
            assertThat(secrets.in(path, body)).isEmpty();
        }
        assertThat(secrets.in("lists", api.get("/instances/detail").toString())).isEmpty();
        assertThat(secrets.in("/mgmt/health", api.get("/mgmt/health").toString()))
                .isEmpty();
        String figures = Figures.read(coffer, "admin", coffer.adminSecret()).body();
        assertThat(figures).contains(shop);
        assertThat(secrets.in("/metrics", figures)).isEmpty();

        assertThat(secrets.commandsSeen()).isGreaterThan(10);
        assertThat(secrets.inCommands()).isEmpty();
        List<Path> open;
        try (Stream<Path> all = Files.walk(coffer.home())) {
            open = all.filter(Files::isRegularFile)
                    .filter(file -> Stream.of("images", "runtime", "control", "disk.img")
                            .noneMatch(closed -> file.startsWith(coffer.home().resolve(closed))))
                    .toList();
        }
        assertThat(open).anyMatch(file -> file.endsWith("server.log")).hasSizeGreaterThan(20);
        assertThat(secrets.inFiles(open)).isEmpty();
        assertThat(secrets.inFiles(List.of(coffer.home().resolve("control/admin-secret"))))
                .as("a secret where it may be is found")
                .isNotEmpty();
    }

    @Test
    @Order(6)
    void what_the_control_plane_keeps_is_for_its_owner_alone() throws IOException {
        for (String private_ : List.of("control", "log")) {
            try (Stream<Path> files = Files.walk(coffer.home().resolve(private_))) {
                assertThat(files)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
            }
        }
    }

    private static void saysWhy(Api.Answer answer) {
        String message = StreamSupport.stream(answer.body().spliterator(), false)
                .map(fault -> fault.path("message").asString(""))
                .findFirst()
                .orElse("");
        assertThat(message).isNotBlank().hasSizeLessThan(LONGEST_SENTENCE).doesNotContain("Exception", Hostile.CANARY);
    }

    private static List<String> names(String path) throws IOException, InterruptedException {
        JsonNode list = api.get(path + "?limit=100").iterator().next();
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.get("name").asString())
                .toList();
    }

    private static String json(String text) {
        return JSON.writeValueAsString(text);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
