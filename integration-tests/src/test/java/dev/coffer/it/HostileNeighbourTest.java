package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.json.JsonMapper;

/** A tenant who is root in a guest gets neither another's copy nor identity, nor to another's files and processes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileNeighbourTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TICKET = "select result from operation_step where name = 'draw ticket'";

    @AutoClose
    private static Siege siege;

    private static String replica = "";
    private static int door;
    private static String ticket = "";

    @BeforeAll
    static void start() throws IOException, InterruptedException, GeneralSecurityException {
        siege = new Siege();
    }

    /** The replica's agent is stopped before it has enrolled: its token is unused, and the door for its copy stays open. */
    @Test
    @Order(1)
    void a_token_that_was_not_used_yet_serves_its_own_instance_only()
            throws IOException, InterruptedException, GeneralSecurityException, SQLException {
        siege.api.replicate("replica", siege.victim, 1);
        replica = siege.api.replicas(siege.victim).getFirst();
        Path token = siege.coffer.instance(replica).resolve("agent/enrolment-token");
        Coffer.eventually(
                "its agent runs", SOON, () -> !siege.host.agents(replica).isEmpty());
        Host.signal("STOP", siege.host.agents(replica));
        String secret = Files.readString(token).strip();
        KeyPair key = Forger.newKey();
        try (Door enrolment = new Door(siege.loot)) {
            for (String instance : List.of(
                    siege.captured,
                    siege.victim,
                    replica.toUpperCase(java.util.Locale.ROOT),
                    replica + "\u0000",
                    replica + " ",
                    "../" + replica,
                    "")) {
                assertThat(enrolment.enrol(instance, secret, key.getPrivate(), key.getPublic()))
                        .as(instance)
                        .isBetween(400, 401);
            }
            for (String guess :
                    List.of("", secret.substring(1), secret + "x", secret.toLowerCase(java.util.Locale.ROOT))) {
                assertThat(enrolment.enrol(replica, guess, key.getPrivate(), key.getPublic()))
                        .isEqualTo(401);
            }
            String unproven = Door.request(replica, secret, Forger.newKey().getPrivate(), key.getPublic());
            assertThat(enrolment.post(unproven)).as("a key of somebody else").isEqualTo(401);
        }
    }

    @Test
    @Order(2)
    void a_copy_is_for_its_replica_only()
            throws IOException, InterruptedException, GeneralSecurityException, SQLException {
        Path offers = siege.coffer.instance(siege.victim).resolve("agent/offers.json");
        Coffer.eventually("the copy is offered", SOON, () -> Files.exists(offers));
        door = JsonMapper.shared()
                .readTree(Files.readString(offers))
                .get("port")
                .intValue();
        ticket = JsonMapper.shared()
                .readTree(StoreRows.one(siege.coffer, TICKET))
                .asString();
        assertThat(ticket).hasSizeGreaterThan(40);
        KeyPair own = Forger.newKey();
        Loot loot = siege.loot;
        Loot selfMade = loot.with(
                own.getPrivate(),
                new Forger(loot.authority().getSubjectX500Principal(), own.getPrivate())
                        .agent(own.getPublic(), replica));
        Path tls = siege.coffer.instance(siege.captured).resolve("tls");
        Loot engine =
                loot.with(Loot.privateKey(tls.resolve("server.key")), Loot.certificate(tls.resolve("server.crt")));

        for (String said : List.of(ticket, "", "guess", ticket.substring(1), "../" + ticket)) {
            assertThat(fetch(loot, said)).as("with %s", said).isEqualTo("R");
        }
        for (Loot other : List.of(selfMade, engine, loot.without())) {
            assertThatThrownBy(() -> fetch(other, ticket)).isInstanceOf(IOException.class);
        }
    }

    /** The first thing that is said but that somebody is there: R is a refusal, D are data. Nothing when it is cut off. */
    private static String fetch(Loot loot, String said)
            throws IOException, GeneralSecurityException, InterruptedException {
        String address = siege.api.address(siege.victim);
        try (SSLSocket socket = (SSLSocket) loot.tls().getSocketFactory().createSocket(address, door)) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            socket.getOutputStream().write("COFFER-SEED 2 %s\n".formatted(said).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int frame = in.read();
            while (frame == 'W') {
                frame = in.read();
            }
            if (frame < 0) {
                throw new IOException("cut off");
            }
            return Character.toString(frame);
        }
    }

    @Test
    @Order(3)
    void after_all_that_the_replica_is_made_and_its_ticket_is_used_up()
            throws IOException, InterruptedException, GeneralSecurityException {
        Host.signal("CONT", siege.host.agents(replica));
        siege.api.healthy(replica);
        siege.api.healthy(siege.victim);
        Loot used = Loot.of(siege.coffer, replica);
        Coffer.eventually("its own ticket opens nothing any more", SOON, () -> isShut(used));
    }

    private static boolean isShut(Loot loot) {
        try {
            return fetch(loot, ticket).equals("R");
        } catch (IOException shut) {
            return true;
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(4)
    void each_listener_speaks_its_own_protocol_only()
            throws IOException, InterruptedException, GeneralSecurityException {
        Loot atTheApi = new Loot(
                siege.loot.id(),
                siege.loot.key(),
                siege.loot.chain(),
                siege.loot.authority(),
                java.net.URI.create("https://127.0.0.1:" + siege.coffer.api().getPort()));
        assertThatThrownBy(() -> RawLine.open(atTheApi).close()).isInstanceOf(IOException.class);
        for (String path : List.of("/", "/v1.0/%s/instances", "/v3/auth/tokens", "/healthcheck", "/metrics")) {
            assertThatThrownBy(() -> RawLine.open(siege.loot, path.formatted(siege.api.project()))
                            .close())
                    .as(path)
                    .hasMessageContaining("status 404");
        }
    }

    @Test
    @Order(5)
    void the_user_of_an_instance_reads_and_writes_nothing_but_the_instance() throws IOException, InterruptedException {
        Path home = siege.coffer.home();
        Path own = siege.coffer.instance(siege.captured);
        int uid = (int) Files.getAttribute(own, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Assumptions.assumeTrue(
                uid != 0 && uid != (int) Files.getAttribute(home, "unix:uid"),
                "only root can give each instance a user of its own");
        assertThat(may(uid, "cat", own.resolve("agent/identity.key").toString()))
                .as("its own")
                .isTrue();

        List<String> readable = new ArrayList<>();
        for (Path secret : secrets(home)) {
            if (may(uid, Files.isDirectory(secret) ? "ls" : "cat", secret.toString())) {
                readable.add(secret.toString());
            }
        }
        assertThat(readable).as("what the captured user may read").isEmpty();

        assertThat(writable(uid, home)).as("where the captured user may write").isEmpty();
        for (ProcessHandle process : siege.host.agents(siege.victim)) {
            assertThat(may(uid, "kill", "-0", Long.toString(process.pid()))).isFalse();
        }
        assertThat(may(
                        uid,
                        "kill",
                        "-0",
                        Long.toString(siege.coffer.controlPlane().pid())))
                .isFalse();
    }

    private static List<Path> writable(int uid, Path home) throws IOException, InterruptedException {
        Path image = home.resolve("images/mariadb-11.8/tree");
        List<Path> writable = new ArrayList<>();
        for (Path place : List.of(
                home,
                home.resolve("control"),
                home.resolve("images"),
                image,
                image.resolve("usr"),
                home.resolve("runtime"),
                home.resolve("log"),
                home.resolve("instances"),
                siege.coffer.instance(siege.victim))) {
            if (may(uid, "touch", place.resolve("intruder").toString())) {
                writable.add(place);
            }
        }
        return writable;
    }

    private static List<Path> secrets(Path home) throws IOException {
        List<Path> secrets = new ArrayList<>(List.of(home, home.resolve("instances"), home.resolve("log")));
        for (Path closed : List.of(home.resolve("control"), home.resolve("log"), siege.coffer.instance(siege.victim))) {
            try (Stream<Path> all = Files.walk(closed)) {
                all.filter(file -> Files.isDirectory(file) || Files.isRegularFile(file))
                        .limit(300)
                        .forEach(secrets::add);
            }
        }
        List<ProcessHandle> processes = new ArrayList<>(siege.host.agents(siege.victim));
        processes.addAll(siege.host.engines(siege.victim));
        processes.add(siege.coffer.controlPlane());
        for (ProcessHandle process : processes) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            secrets.addAll(List.of(proc.resolve("environ"), proc.resolve("maps"), proc.resolve("fd")));
        }
        return secrets;
    }

    private static boolean may(int uid, String... command) throws IOException, InterruptedException {
        List<String> whole =
                new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"));
        whole.addAll(List.of(command));
        return Programs.outcome(whole, Map.of(), Duration.ofSeconds(20)).exit() == 0;
    }
}
