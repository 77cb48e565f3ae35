package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.image.Sandbox;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers say of their variables. */
class MariadbParametersTest {
    @TempDir
    Path directory;

    private Map<String, Parameter> introspected(String version) throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(directory.resolve("it's scratch"));
        Sandbox sandbox = new Sandbox(new MariadbFixture(version).image(), scratch, List.of());
        return new MariadbParameters()
                .introspect(sandbox, scratch).stream()
                        .collect(Collectors.toMap(Parameter::name, parameter -> parameter));
    }

    private static Parameter of(Map<String, Parameter> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.8", "10.11"})
    void the_image_says_what_can_be_set(String version) throws IOException, InterruptedException {
        Map<String, Parameter> found = introspected(version);

        assertThat(found).hasSizeGreaterThan(250);
        assertThat(found.get("max_connections"))
                .isEqualTo(new Parameter(
                        "max_connections",
                        Type.INTEGER,
                        BigDecimal.valueOf(10),
                        BigDecimal.valueOf(100_000),
                        List.of(),
                        false,
                        "151"));
        assertThat(of(found, "autocommit").type()).isEqualTo(Type.BOOLEAN);
        assertThat(of(found, "max_statement_time").type()).isEqualTo(Type.FLOAT);
        assertThat(of(found, "sql_mode").type()).isEqualTo(Type.CHOICES);
        assertThat(of(found, "sql_mode").choices()).contains("ANSI_QUOTES");
        assertThat(of(found, "optimizer_switch").type()).isEqualTo(Type.SWITCHES);
        assertThat(of(found, "innodb_default_row_format").choices()).contains("compact", "dynamic");
        assertThat(of(found, "performance_schema").restartRequired()).isTrue();
        assertThat(of(found, "character_set_server").type()).isEqualTo(Type.TEXT);
        assertThat(found).containsKeys("collation_server", "time_zone", "tx_isolation", "wait_timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.8", "10.11"})
    void nothing_that_is_text_is_offered_unless_it_is_known_to_be_harmless(String version)
            throws IOException, InterruptedException {
        assertThat(introspected(version).values())
                .filteredOn(parameter -> parameter.type() == Type.TEXT)
                .extracting(Parameter::name)
                .isSubsetOf(MariadbOwned.HARMLESS_TEXTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.8", "10.11"})
    void what_coffer_sets_itself_is_not_offered_but_for_sizes_and_words(String version)
            throws IOException, InterruptedException {
        Map<String, Parameter> found = introspected(version);
        Set<String> tenants = new HashSet<>(MariadbOptions.sizes(512, 1, 1).keySet());
        tenants.addAll(MariadbOwned.HARMLESS_TEXTS);
        tenants.addAll(List.of("default_time_zone", "long_query_time"));
        tenants.remove("open_files_limit");
        Sandbox sandbox = new Sandbox(Path.of("/"), directory, List.of());
        dev.coffer.engine.Node node = new dev.coffer.engine.Node(
                "id", version, "127.2.3.4", directory, directory.resolve("s"), 512, 1, 1, sandbox);
        List<String> own = new MariadbOptions(node, new MariadbPlaces(node))
                .text(Map.of())
                .lines()
                .filter(line -> line.contains(" = "))
                .map(line -> line.split(" = ")[0].replaceFirst("^loose_", ""))
                .filter(name -> !tenants.contains(name))
                .toList();
        assertThat(own).hasSizeGreaterThan(20);
        assertThat(found.keySet()).doesNotContainAnyElementsOf(own);
        assertThat(own).allMatch(MariadbOwned::covers);
    }

    @Test
    void dangerous_options_are_nobodys_but_coffers() {
        assertThat(List.of(
                        "datadir",
                        "socket",
                        "port",
                        "extra_port",
                        "bind_address",
                        "server_id",
                        "gtid_domain_id",
                        "read_only",
                        "log_bin",
                        "log_bin_trust_function_creators",
                        "ssl_ca",
                        "tls_version",
                        "plugin_load_add",
                        "plugin_dir",
                        "secure_file_priv",
                        "init_file",
                        "init_connect",
                        "tmpdir",
                        "slave_load_tmpdir",
                        "general_log_file",
                        "log_error",
                        "character_sets_dir",
                        "ft_stopword_file",
                        "innodb_flush_log_at_trx_commit",
                        "innodb_force_recovery",
                        "sync_binlog",
                        "skip_grant_tables",
                        "skip_networking",
                        "wsrep_provider",
                        "default_password_lifetime",
                        "core_file"))
                .allMatch(MariadbOwned::covers);
        assertThat(List.of("max_connections", "wait_timeout", "innodb_file_per_table", "sql_mode", "old_mode"))
                .noneMatch(MariadbOwned::covers);
    }
}
