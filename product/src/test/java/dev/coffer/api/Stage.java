package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.backup.ObjectStore;
import dev.coffer.backup.filesystem.DirectoryStore;
import dev.coffer.engine.Engines;
import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.identity.Identity;
import dev.coffer.log.Requests;
import dev.coffer.model.Access;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import dev.coffer.model.ParameterSet;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Silence;
import dev.coffer.model.Task;
import dev.coffer.policy.Policy;
import dev.coffer.policy.Quotas;
import dev.coffer.policy.RateLimits;
import dev.coffer.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An API over a real store, with agents and operations that are driven by hand. */
final class Stage implements AutoCloseable {
    static final String PROJECT = "0123456789abcdef0123456789abcdef";
    static final String STRANGERS = "fedcba9876543210fedcba9876543210";
    static final String ADMINS = "00000000000000000000000000000ad1";
    static final Settings SETTINGS =
            settings(new Quotas.Limits(100_000, -1, 10_000_000, 1_000_000), rates(100_000_000));

    static final ParameterSet PARAMETERS = new ParameterSet(
            ParameterSet.source("image", "0"),
            List.of(
                    number("autocommit", 0, 1, false),
                    new Parameter("character_set_server", Type.TEXT, null, null, List.of(), false, "utf8mb4"),
                    new Parameter("innodb_cmp_per_index_enabled", Type.BOOLEAN, null, null, List.of(), false, "OFF"),
                    number("innodb_log_buffer_size", 262_144, 4_294_967_295L, true),
                    number("max_connections", 1, 100_000, false),
                    number("wait_timeout", 1, 31_536_000, false)));

    private static Parameter number(String name, long min, long max, boolean restart) {
        return new Parameter(
                name, Type.INTEGER, BigDecimal.valueOf(min), BigDecimal.valueOf(max), List.of(), restart, null);
    }

    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    final InstantSource clock = () -> now;
    final Store store;
    final FakeAgents agents = new FakeAgents();
    final FakeOperations operations;
    final ObjectStore objects;
    final Api api;

    private static final Exposition FIGURES = new Exposition() {
        @Override
        public String contentType() {
            return "text/plain; version=0.0.4; charset=utf-8";
        }

        @Override
        public Response.Stream read() {
            return out -> out.write("coffer_build_info 1\n".getBytes(StandardCharsets.UTF_8));
        }
    };

    private final Requests requests = new Requests();

    /** Requests as an observer was told of them. */
    final List<String> observed = new ArrayList<>();

    /** Tokens are {@code role:project}. */
    static final Identity IDENTITY = credentials -> switch (credentials) {
        case Identity.Credentials.Token(String token)
        when token.matches("(member|admin):[0-9a-f]{32}") -> {
            String[] parts = token.split(":");
            yield new Caller("u-" + parts[1], "user", parts[1], "project", Set.of(parts[0]));
        }
        default -> throw new Fault(Fault.Kind.UNAUTHORIZED, Faults.UNAUTHENTICATED);
    };

    Stage(Path directory) {
        this(directory, IDENTITY, SETTINGS);
    }

    Stage(Path directory, Identity identity, Settings settings) {
        this(directory, identity, settings, new Policy());
    }

    static Settings settings(Quotas.Limits quotas, RateLimits.Rates rates) {
        return new Settings(
                "", "RegionOne", 20, "mysql", new Silence(Duration.ofSeconds(90), Instant.MIN), 50, quotas, rates);
    }

    /** So many a minute of each kind. */
    static RateLimits.Rates rates(int each) {
        return new RateLimits.Rates(each, each, each, each, each);
    }

    Stage(Path directory, Identity identity, Settings settings, Policy policy) {
        store = Store.open("jdbc:sqlite:" + directory.resolve("coffer.db"), "", "", clock);
        objects = objects(directory.resolve("objects"), clock);
        operations = new FakeOperations(store, agents, clock);
        Engines engines =
                new Engines(List.of(TestEngine.of("mysql"), new TestEngine("bare", Set.of()), TestEngine.keyed()));
        api = new Api(
                new Api.Parts(
                        store,
                        operations,
                        agents,
                        engines,
                        identity,
                        policy,
                        clock,
                        new Api.Monitoring(
                                new Api.Installation("1.2.3", now, "sqlite", () -> 2),
                                FIGURES,
                                this::observe,
                                requests),
                        objects),
                settings);
        seedCatalogue();
    }

    private static ObjectStore objects(Path directory, InstantSource clock) {
        try {
            return DirectoryStore.open(directory, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void observe(String method, String route, int status, Duration took) {
        assertThat(took).isGreaterThanOrEqualTo(Duration.ZERO);
        observed.add("%s %s %d".formatted(method, route, status));
    }

    private void seedCatalogue() {
        store.change(tx -> {
            for (int i = 1; i <= 5; i++) {
                tx.flavors().put(new Flavor("" + i, "m1.f" + i, 512 << (i - 1), i, 5 * i, 0));
            }
            datastore(tx, "mysql", "mysql", "8.4.0", "8.0.36", "5.7.29");
            datastore(tx, "mariadb", "unknown", "11.4.4", "10.6");
            datastore(tx, "postgresql", "bare", "17", "16");
            tx.datastores().put(version("mysql", "mysql", "5.6", false));
            tx.parameters().replace(versionId("mysql", "8.4.0"), PARAMETERS);
        });
    }

    static void datastore(dev.coffer.store.Tx tx, String name, String engine, String... versions) {
        tx.datastores().put(new Datastore(datastoreId(name), name, versionId(name, versions[0])));
        for (String version : versions) {
            tx.datastores().put(version(name, engine, version, true));
        }
    }

    private static DatastoreVersion version(String datastore, String engine, String name, boolean active) {
        return new DatastoreVersion(
                versionId(datastore, name), datastoreId(datastore), datastore, name, name, engine, "image", active);
    }

    static String datastoreId(String name) {
        return uuid("datastore " + name);
    }

    static String versionId(String datastore, String version) {
        return uuid("version " + datastore + " " + version);
    }

    static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** An instance that is ACTIVE and HEALTHY; a replica when a primary is given. */
    Instance healthy(String name, String projectId, String version, @Nullable Instance primary) {
        Instant created = Instant.parse("2026-01-01T00:00:00Z");
        Instance instance = row(name, projectId, version, primary, created, Task.NONE);
        store.change(tx -> tx.instances().insert(instance));
        report(instance, ServiceStatus.HEALTHY);
        return instance;
    }

    /** @param version as in {@code mysql 8.4.0} */
    static Instance row(
            String name, String projectId, String version, @Nullable Instance primary, Instant created, Task task) {
        String id = uuid("instance " + projectId + " " + name);
        return new Instance(
                id,
                projectId,
                name,
                uuid("version " + version),
                "1",
                10,
                null,
                Access.UNSTATED,
                task,
                null,
                null,
                task == Task.BUILDING ? null : "10.0.0.5",
                null,
                primary == null ? id : primary.replicaSetId(),
                primary == null ? null : primary.id(),
                created,
                created,
                0);
    }

    Instance primary(String name) {
        return healthy(name, PROJECT, "mysql 8.4.0", null);
    }

    Instance replica(String name, Instance primary) {
        return healthy(name, PROJECT, "mysql 8.4.0", primary);
    }

    void report(Instance instance, ServiceStatus status) {
        store.change(tx -> tx.reports()
                .put(List.of(new Report(
                        instance.id(),
                        now,
                        status,
                        "8.4.0",
                        instance.isReplica() ? Role.REPLICA : Role.PRIMARY,
                        "0-1-7",
                        instance.isReplica() ? 0.5 : null,
                        314_572_800L,
                        1,
                        null,
                        Map.of()))));
    }

    Instance stored(Instance instance) {
        return store.read(tx -> tx.instances().require(instance.id()));
    }

    void change(Instance instance, Task task) {
        store.change(tx ->
                tx.instances().update(tx.instances().require(instance.id()).withTask(task, null)));
    }

    Response member(String method, String path, String body) {
        return call("member:" + PROJECT, method, "/v1.0/" + PROJECT + path, body);
    }

    Response member(String method, String path) {
        return member(method, path, "");
    }

    Response admin(String method, String path, String body) {
        return call("admin:" + ADMINS, method, "/v1.0/" + ADMINS + path, body);
    }

    Response call(String token, String method, String pathAndQuery, String body) {
        return api.handle(request(method, pathAndQuery, body, Map.of("x-auth-token", token)));
    }

    static Request request(String method, String pathAndQuery, String body, Map<String, String> headers) {
        int mark = pathAndQuery.indexOf('?');
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (!body.isEmpty()) {
            all.putIfAbsent("content-type", "application/json");
        }
        return new Request(
                method,
                "http",
                "api.example:8779",
                mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
                mark < 0 ? "" : pathAndQuery.substring(mark + 1),
                all,
                body.getBytes(StandardCharsets.UTF_8),
                "192.0.2.1");
    }

    static JsonNode json(Response response) {
        return Json.parse(response.body());
    }

    static String message(Response response) {
        return json(response)
                .properties()
                .iterator()
                .next()
                .getValue()
                .path("message")
                .asString("");
    }

    @Override
    public void close() {
        store.close();
        try {
            Coverage.keep(observed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
