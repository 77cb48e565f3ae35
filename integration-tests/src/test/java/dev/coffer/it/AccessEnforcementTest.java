package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may connect to an instance, and what administrators do to one. */
@Needs(DebianPackage.NFTABLES)
class AccessEnforcementTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ALLOWED = "127.9.9.9";
    private static final String STRANGE = "127.9.8.9";
    private static Coffer coffer;
    private static Api api;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"), "Access is enforced only where Coffer runs as root.");
        coffer = Coffer.start();
        api = coffer.login();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (coffer != null) {
            coffer.close();
        }
    }

    /** Whether an engine says its first word to who comes from there. */
    private static boolean serves(String address, String from) {
        try (Socket socket = new Socket()) {
            greeting(socket, address, from);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void greeting(Socket socket, String address, String from) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), 3306), 2_000);
        socket.setSoTimeout(2_000);
        if (socket.getInputStream().read() < 0) {
            throw new IOException("nothing was said");
        }
    }

    /** As a user who is nobody's, from 127.0.0.1. */
    private static boolean servesNobody(String address) throws IOException, InterruptedException {
        List<String> knock = List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "bash",
                "-c",
                "exec 3<>/dev/tcp/%s/3306 && read -r -n 1 -t 2 <&3".formatted(address));
        return Programs.outcome(knock, Map.of(), Duration.ofSeconds(10)).exit() == 0;
    }

    private static String create() throws IOException, InterruptedException {
        return api.expect(200, "POST", "/instances", """
                {"instance": {"name": "open", "flavorRef": "1", "volume": {"size": 1},
                  "datastore": {"type": "mariadb", "version": "10.11"},
                  "databases": [{"name": "app"}],
                  "users": [{"name": "app", "password": "secret-App-1", "databases": [{"name": "app"}]}],
                  "access": {"is_public": true, "allowed_cidrs": ["127.9.9.0/24"]}}}
                """).at("/instance/id").asString();
    }

    private static void access(String id, String access) throws IOException, InterruptedException {
        api.expect(202, "PUT", "/instances/" + id, "{\"instance\": {\"access\": %s}}".formatted(access));
        api.healthy(id);
    }

    private static long engine(String id) {
        return coffer.engine(id).findFirst().orElseThrow().pid();
    }

    @Test
    void access_is_enforced_at_once_and_the_engine_notices_nothing()
            throws IOException, InterruptedException, SQLException {
        String id = create();
        JsonNode seen = api.healthy(id);
        assertThat(seen.at("/addresses/0/type").asString()).isEqualTo("private");
        assertThat(seen.at("/addresses/1/type").asString()).isEqualTo("public");
        String inside = seen.at("/addresses/0/address").asString();
        String outside = seen.at("/addresses/1/address").asString();
        long engine = engine(id);
        assertThat(serves(outside, ALLOWED)).isTrue();
        assertThat(serves(outside, STRANGE)).isFalse();
        assertThat(serves(inside, STRANGE)).as("root is let through").isTrue();
        assertThat(servesNobody(inside)).isFalse();

        String replica = copy(id, inside);
        close(id, inside, outside);
        assertOutlivesControlPlane(outside);
        access(id, "{\"is_public\": true}");
        assertThat(serves(outside, STRANGE)).isTrue();
        assertThat(engine(id)).as("the same process all the time").isEqualTo(engine);

        manage(replica);
        api.delete(replica);
        api.gone(replica);
        api.delete(id);
        api.gone(id);
        assertThat(Programs.run(List.of("nft", "list", "ruleset"), Map.of(), SOON))
                .doesNotContain(inside, outside, coffer.home().toString());
    }

    private static void close(String id, String inside, String outside) throws IOException, InterruptedException {
        try (Socket client = new Socket()) {
            greeting(client, outside, ALLOWED);
            long start = System.nanoTime();
            access(id, "{\"is_public\": false}");
            System.out.printf("a change of access took %d ms%n", (System.nanoTime() - start) / 1_000_000);
            assertThat(serves(outside, ALLOWED)).isFalse();
            assertThat(isCut(client)).isTrue();
        }
        assertThat(api.instance(id).path("addresses")).hasSize(1);
        assertThat(servesNobody(inside))
                .as("nothing is said of the private address any more")
                .isTrue();
    }

    private static void assertOutlivesControlPlane(String outside) throws IOException, InterruptedException {
        coffer.killControlPlane();
        assertThat(serves(outside, ALLOWED))
                .as("while there is no control plane")
                .isFalse();
        coffer.startControlPlane();
        api = coffer.login();
        assertThat(serves(outside, ALLOWED)).isFalse();
    }

    /** Members reach each other whatever the access says. */
    private static String copy(String primary, String address) throws IOException, InterruptedException, SQLException {
        Rows.MARIADB.prepare(address);
        Rows.MARIADB.write(address, 1);
        api.replicate("copy", primary, 1);
        String replica = api.replicas(primary).getFirst();
        String at = api.healthy(replica).at("/addresses/0/address").asString();
        Coffer.eventually(
                "the row is on the replica",
                SOON,
                () -> Rows.MARIADB.readIfUp(at).contains(1L));
        return replica;
    }

    private static boolean isCut(Socket client) {
        try {
            for (int i = 0; i < 50; i++) {
                client.getOutputStream().write(0);
                Thread.sleep(20);
            }
            return false;
        } catch (IOException reset) {
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String service(String path) {
        try {
            return api.get(path).at("/instance/service_status").asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void manage(String id) throws IOException, InterruptedException {
        String here = "/mgmt/instances/" + id;
        assertThat(api.get(here + "/diagnostics").at("/diagnostics/threads").intValue())
                .isPositive();
        api.expect(204, "GET", here + "/rpc_ping", "");

        api.expect(202, "POST", here + "/action", "{\"stop\": {}}");
        Coffer.eventually(
                "the engine is stopped",
                SOON,
                () -> coffer.engine(id).findFirst().isEmpty());
        Coffer.eventually("the stop is seen", SOON, () -> service(here).equals("SHUTDOWN"));

        ProcessHandle agent = coffer.agent(id).findFirst().orElseThrow();
        Coffer.eventually("the server may be rebooted", SOON, () -> isRebooted(here));
        api.healthy(id);
        assertThat(agent.isAlive()).isFalse();
        assertThat(coffer.engine(id)).isNotEmpty();

        ProcessHandle dead = coffer.agent(id).findFirst().orElseThrow();
        coffer.killControlPlane();
        Host.signal("STOP", List.of(dead));
        coffer.startControlPlane();
        api = coffer.login();
        long start = System.nanoTime();
        assertThat(api.send("GET", here + "/rpc_ping", "").status()).isIn(422, 503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        Host.signal("CONT", List.of(dead));
        api.healthy(id);
    }

    private static boolean isRebooted(String here) {
        try {
            return api.send("POST", here + "/action", "{\"reboot\": {}}").status() == 202;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
