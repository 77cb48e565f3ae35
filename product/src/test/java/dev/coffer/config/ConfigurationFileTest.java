package dev.coffer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    @TempDir
    Path directory;

    @Test
    void without_a_file_every_value_has_its_default() {
        Configuration configuration = ConfigurationFile.read(new Home(directory));

        assertThat(configuration.api()).isEqualTo(new Configuration.Api("127.0.0.1:8779", "", "RegionOne", 100));
        assertThat(configuration.agents())
                .isEqualTo(new Configuration.Agents("127.0.0.1:8778", Duration.ofSeconds(20)));
        assertThat(configuration.store().url()).isEqualTo("sqlite");
        assertThat(configuration.identity().tokenLifetime()).isEqualTo(Duration.ofHours(12));
        assertThat(configuration.compute())
                .isEqualTo(new Configuration.Compute("127.64.0.0/16", "127.96.0.0/16", 310_000));
        assertThat(configuration.limits()).isEqualTo(new Configuration.Limits(1_000, 100, 10_000, -1, 50));
        assertThat(configuration.rates()).isEqualTo(new Configuration.Rates(60_000, 12_000, 12_000, 12_000, 12_000));
        assertThat(configuration.policy()).isEqualTo(new Configuration.Policy("policy.yaml"));
        assertThat(configuration.operations()).isEqualTo(new Configuration.Operations(Duration.ofDays(90)));
    }

    @Test
    void every_key_is_read() throws IOException {
        Configuration configuration = read("""
                api: {listen: "0.0.0.0:1", public-url: "https://db.example.org", region: North, page-size: 7}
                agents: {listen: "127.0.0.1:2", silence: 5m}
                store: {url: "jdbc:postgresql://127.0.0.1/coffer", user: coffer, password: hush}
                identity: {token-lifetime: 1h}
                compute: {network: 127.70.0.0/24, public-network: 127.71.0.0/24, first-uid: 400000}
                limits: {max-volume-size: 5, max-instances: -1, max-volumes: 6, max-ram: 7, max-backups: 8}
                rates: {get: 1, post: 2, put: 3, delete: 4, mgmt-post: -1}
                policy: {file: rules.yaml}
                operations: {keep: 7d}
                """);

        assertThat(configuration)
                .isEqualTo(new Configuration(
                        new Home(directory),
                        new Configuration.Api("0.0.0.0:1", "https://db.example.org", "North", 7),
                        new Configuration.Agents("127.0.0.1:2", Duration.ofMinutes(5)),
                        new Configuration.Store(
                                "jdbc:postgresql://127.0.0.1/coffer", "coffer", new Configuration.Secret("hush")),
                        new Configuration.Identity(Duration.ofHours(1)),
                        new Configuration.Compute("127.70.0.0/24", "127.71.0.0/24", 400_000),
                        new Configuration.Limits(5, -1, 6, 7, 8),
                        new Configuration.Rates(1, 2, 3, 4, -1),
                        new Configuration.Policy("rules.yaml"),
                        new Configuration.Operations(Duration.ofDays(7))));
    }

    @Test
    void all_errors_are_listed_at_once() {
        assertThatThrownBy(() -> read("""
                        api: {listen: nowhere, page-size: many}
                        agents: {silence: soon}
                        databse: {}
                        store: text
                        compute: {netwrok: 127.0.0.0/8}
                        """))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("1. ")
                .hasMessageContaining("`api.listen` must be host:port")
                .hasMessageContaining("`api.page-size` must be a whole number from 1 to 1000")
                .hasMessageContaining("`agents.silence` must be a time")
                .hasMessageContaining("`databse` is unknown; known here: agents, api, compute")
                .hasMessageContaining("`store` must be a section")
                .hasMessageContaining("`compute.netwrok` is unknown");
    }

    @Test
    void what_is_printed_can_be_read_back_and_holds_no_secret() throws IOException {
        Configuration configuration = read("store: {password: hush}\nagents: {silence: 90s}");

        String printed = ConfigurationFile.print(configuration);

        assertThat(printed).doesNotContain("hush").contains("password: \"***\"");
        assertThat(configuration.toString()).doesNotContain("hush");
        assertThat(read(printed).agents()).isEqualTo(configuration.agents());
        assertThat(read(printed).limits()).isEqualTo(configuration.limits());
        assertThat(read(printed).rates()).isEqualTo(configuration.rates());
        assertThat(read(printed).policy()).isEqualTo(configuration.policy());
    }

    private Configuration read(String yaml) throws IOException {
        Files.writeString(directory.resolve("coffer.yaml"), yaml);
        return ConfigurationFile.read(new Home(directory));
    }
}
