package dev.coffer.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Node;
import dev.coffer.image.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OptionsTest {
    @TempDir
    Path home;

    private Node node(int ram, int volumeSize) {
        return new Node(
                "id",
                "8.0",
                "127.2.3.4",
                home.resolve("it's \"home\""),
                home.resolve("secrets"),
                ram,
                1,
                volumeSize,
                new Sandbox(Path.of("/"), home, List.of()),
                "127.5.6.7");
    }

    private static JsonNode read(String text) {
        return new YAMLMapper().readTree(text);
    }

    @Test
    void a_server_is_a_locked_set_of_one_on_its_addresses() {
        Node node = node(512, 1);
        MongodbPlaces places = new MongodbPlaces(node);
        JsonNode options = read(new Options(places).text(Map.of()));

        assertThat(options.at("/storage/dbPath").asString())
                .isEqualTo(places.dataDirectory().toString());
        assertThat(options.at("/storage/wiredTiger/engineConfig/cacheSizeGB").asDouble())
                .isEqualTo(0.25);
        assertThat(options.at("/replication/replSetName").asString()).isEqualTo("coffer");
        assertThat(options.at("/replication/oplogSizeMB").asInt()).isEqualTo(51);
        assertThat(options.at("/net/bindIp").asString()).isEqualTo("127.2.3.4,127.5.6.7");
        assertThat(options.at("/net/port").asInt()).isEqualTo(27_017);
        assertThat(options.at("/net/unixDomainSocket/enabled").asBoolean()).isFalse();
        assertThat(options.at("/net/tls").isMissingNode()).isTrue();
        assertThat(options.at("/security/authorization").asString()).isEqualTo("enabled");
        assertThat(options.at("/security/keyFile").asString())
                .isEqualTo(places.keyFile().toString());
        assertThat(options.at("/setParameter/enableLocalhostAuthBypass").asBoolean())
                .isFalse();
        assertThat(options.at("/systemLog/path").asString())
                .isEqualTo(places.errorLog().toString());
        assertThat(options.at("/systemLog/logRotate").asString()).isEqualTo("reopen");
    }

    @Test
    void a_server_with_a_certificate_takes_encrypted_connections() throws IOException {
        Node node = node(512, 1);
        Files.createDirectories(node.tls());
        for (String name : List.of("ca.pem", "server.crt", "server.key")) {
            Files.writeString(node.tls().resolve(name), name);
        }
        MongodbPlaces places = new MongodbPlaces(node);
        JsonNode tls = read(new Options(places).text(Map.of())).at("/net/tls");

        assertThat(tls.at("/mode").asString()).isEqualTo("allowTLS");
        assertThat(tls.at("/certificateKeyFile").asString())
                .isEqualTo(places.identity().toString());
        assertThat(tls.at("/CAFile").asString()).isEqualTo(places.authority().toString());
        assertThat(tls.at("/allowConnectionsWithoutCertificates").asBoolean()).isTrue();
    }

    @Test
    void what_a_tenant_has_set_is_there_as_the_server_writes_it() {
        JsonNode parameters = read(new Options(new MongodbPlaces(node(512, 1)))
                        .text(Map.of("notablescan", "1", "cursortimeoutmillis", "5000", "ttlmonitorsleepsecs", "x\ny")))
                .at("/setParameter");

        assertThat(parameters.at("/notablescan").asBoolean()).isTrue();
        assertThat(parameters.at("/cursorTimeoutMillis").asInt()).isEqualTo(5_000);
        assertThat(parameters.at("/ttlMonitorSleepSecs").asInt()).isEqualTo(60);
        assertThat(parameters.at("/indexBuildMinAvailableDiskSpaceMB").asInt()).isEqualTo(51);
    }

    @Test
    void sizes_follow_the_flavor_and_the_volume() {
        assertThat(Options.cache(256)).isEqualTo(0.25);
        assertThat(Options.cache(4_096)).isEqualTo(1.87);
        assertThat(Options.oplog(1)).isEqualTo(51);
        assertThat(Options.oplog(100)).isEqualTo(5_120);
        assertThat(Options.oplog(10_000)).isEqualTo(51_200);
    }

    @Test
    void secrets_for_the_server_are_nobody_elses() throws IOException {
        Path file = home.resolve("keyfile");
        MongodbPlaces.writeSecret(file, "first");
        MongodbPlaces.writeSecret(file, "second");
        assertThat(file).hasContent("second");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
    }
}
