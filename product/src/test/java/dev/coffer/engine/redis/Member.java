package dev.coffer.engine.redis;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import dev.coffer.engine.Node;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.server.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A server and its node, in these tests. */
record Member(RedisFixture fixture, Node node, Server server) {
    static final Login ANN = new Login("ann", "ann's secret", "");
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static Member on(RedisFixture fixture, Node node) {
        return new Member(fixture, node, fixture.engine().open(node));
    }

    /** With one user. */
    static Member primary(RedisFixture fixture, Node node) throws IOException, InterruptedException {
        Member primary = on(fixture, node);
        primary.server.initialise();
        primary.server.start();
        primary.accounts().createUsers(List.of(new UserSpec(ANN.user(), "%", ANN.password(), List.of())));
        return primary;
    }

    Accounts accounts() {
        return server.accounts().orElseThrow();
    }

    Replication replication() {
        return server.replication().orElseThrow();
    }

    Settings settings() {
        return server.settings().orElseThrow();
    }

    /** Makes this a replica of that. */
    Member seededFrom(Member primary) throws IOException, InterruptedException {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        primary.replication().writeSeed(seed);
        replication().readSeed(new ByteArrayInputStream(seed.toByteArray()));
        server.start();
        return this;
    }

    Member following(Member primary) throws IOException, InterruptedException {
        replication().follow(primary.node.address(), RedisEngine.PORT);
        return this;
    }

    void catchUp(Member primary) throws InterruptedException {
        replication().awaitPosition(primary.replication().position(), PATIENCE);
    }

    Session tenant(Login login) {
        return RedisFixture.connect(node, login);
    }

    /** The agent's own. */
    Session agent() throws IOException {
        RedisPlaces places = new RedisPlaces(node);
        String password = new Secrets().read(places.agentPassword()).orElseThrow();
        return Session.open(places.socket(), password, PATIENCE);
    }

    void write(long... numbers) throws Exception {
        try (Tenant ann = fixture.login(node, ANN)) {
            for (long number : numbers) {
                ann.write(number);
            }
        }
    }

    Set<Long> numbers() throws Exception {
        try (Tenant ann = fixture.login(node, ANN)) {
            return ann.read();
        }
    }
}
