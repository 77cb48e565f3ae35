package dev.coffer.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserSpec;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What MongoDB does beyond the contract; reported as skipped where no operator has supplied its server. */
@EnabledIf(value = "dev.coffer.engine.mongodb.MongodbFixture#isSupplied", disabledReason = MongodbFixture.MISSING)
class MongodbServerTest {
    private static final EngineFixture FIXTURE = new MongodbFixture("8.0");

    private final TestNodes nodes = new TestNodes(FIXTURE);

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private static Server started(Node node) throws IOException, InterruptedException {
        Server server = FIXTURE.engine().open(node);
        server.initialise();
        server.start();
        return server;
    }

    @Test
    void the_image_says_what_can_be_set(@TempDir Path scratch) throws IOException, InterruptedException {
        List<Parameter> found =
                new MongodbParameters().introspect(new Sandbox(FIXTURE.image(), scratch, List.of()), scratch);
        assertThat(found).extracting(Parameter::name).contains("cursortimeoutmillis", "notablescan");
    }

    @Test
    void the_key_of_the_set_is_gone_when_the_server_has_read_it() throws IOException, InterruptedException {
        Node node = nodes.make();
        started(node);
        assertThat(new MongodbPlaces(node).keyFile()).doesNotExist();
    }

    @Test
    void parameters_are_set_at_once_and_put_back_and_hold_for_the_next_start()
            throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        Settings settings = server.settings().orElseThrow();

        assertThat(settings.apply(Map.of("notablescan", "1"))).isEmpty();
        server.stop();
        server.start();
        assertThat(read(node, "notablescan")).isTrue();

        assertThat(settings.apply(Map.of())).isEmpty();
        assertThat(read(node, "notablescan")).isFalse();
    }

    private static boolean read(Node node, String parameter) throws IOException {
        String password = Files.readString(new MongodbPlaces(node).agentPassword());
        try (Session session =
                Session.open(new MongodbPlaces(node).endpoint(), Login.agent(password), Duration.ofSeconds(10))) {
            return session.admin(new Document("getParameter", 1).append(parameter, 1))
                    .getBoolean(parameter);
        }
    }

    @Test
    void root_can_make_no_users_and_gets_no_other_rights() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        server.accounts().orElseThrow().enableRoot("root's secret");
        try (Session session = Session.open(
                new MongodbPlaces(node).endpoint(),
                new Login("root", "root's secret", "admin"),
                Duration.ofSeconds(10))) {
            for (Document command : List.of(
                    new Document("createUser", "eve").append("pwd", "eve").append("roles", List.of()),
                    new Document("grantRolesToUser", "root").append("roles", List.of("root")),
                    new Document("dropUser", Login.AGENT),
                    new Document("shutdown", 1),
                    new Document("replSetReconfig", new Document()),
                    new Document("setParameter", 1).append("notablescan", true))) {
                assertThatThrownBy(() -> session.admin(command)).isInstanceOf(EngineFailure.class);
            }
        }
        assertThat(server.isRunning()).isTrue();
    }

    @Test
    void databases_that_differ_by_case_only_exist_already() throws IOException, InterruptedException {
        Server server = started(nodes.make());
        FIXTURE.furnish(server.accounts().orElseThrow(), new UserSpec("ann", "%", "ann's secret", List.of("shop")));
        assertThatThrownBy(() -> FIXTURE.furnish(
                        server.accounts().orElseThrow(), new UserSpec("bob", "%", "bob's secret", List.of("SHOP"))))
                .isInstanceOfSatisfying(
                        EngineFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.EXISTS));
    }
}
