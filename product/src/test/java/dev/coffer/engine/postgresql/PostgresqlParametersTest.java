package dev.coffer.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Node;
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

/** What real servers say of their settings. */
class PostgresqlParametersTest {
    @TempDir
    Path directory;

    private Map<String, Parameter> introspected(String version) throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(directory.resolve("it's scratch"));
        Sandbox sandbox = new Sandbox(new PostgresqlFixture(version).image(), scratch, List.of());
        return new PostgresqlParameters()
                .introspect(sandbox, scratch).stream()
                        .collect(Collectors.toMap(Parameter::name, parameter -> parameter));
    }

    private static Parameter of(Map<String, Parameter> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"18", "17", "15"})
    void the_image_says_what_can_be_set(String version) throws IOException, InterruptedException {
        Map<String, Parameter> found = introspected(version);

        assertThat(found).hasSizeGreaterThan(150);
        assertThat(of(found, "max_connections").type()).isEqualTo(Type.INTEGER);
        assertThat(of(found, "max_connections").restartRequired()).isTrue();
        assertThat(of(found, "work_mem").min()).isEqualTo(BigDecimal.valueOf(64));
        assertThat(of(found, "work_mem").restartRequired()).isFalse();
        assertThat(of(found, "random_page_cost").type()).isEqualTo(Type.FLOAT);
        assertThat(of(found, "jit").type()).isEqualTo(Type.BOOLEAN);
        assertThat(of(found, "log_statement").choices()).containsExactly("none", "ddl", "mod", "all");
        assertThat(found).containsKeys("timezone", "log_min_duration_statement", "search_path", "datestyle");
        assertThat(found.values())
                .filteredOn(parameter -> parameter.type() == Type.TEXT)
                .extracting(Parameter::name)
                .isSubsetOf(Owned.HARMLESS_TEXTS);

        Set<String> tenants = new HashSet<>(Options.sizes(512, 1, 1).keySet());
        tenants.addAll(Owned.HARMLESS_TEXTS);
        tenants.addAll(List.of("jit", "log_checkpoints"));
        List<String> own =
                ownOptions().stream().filter(name -> !tenants.contains(name)).toList();
        assertThat(own).hasSizeGreaterThan(30).allMatch(Owned::covers);
    }

    private List<String> ownOptions() {
        Sandbox sandbox = new Sandbox(Path.of("/"), directory, List.of());
        Node node = new Node("id", "18", "127.2.3.4", directory, directory.resolve("s"), 512, 1, 1, sandbox);
        return new Options(node, new PostgresqlPlaces(node))
                .text(Map.of(), false)
                .lines()
                .filter(line -> line.contains(" = "))
                .map(line -> line.split(" = ")[0])
                .toList();
    }

    @Test
    void dangerous_parameters_are_nobodys_but_coffers() {
        assertThat(List.of(
                        "listen_addresses",
                        "port",
                        "hba_file",
                        "data_directory",
                        "archive_command",
                        "archive_library",
                        "restore_command",
                        "ssl_passphrase_command",
                        "shared_preload_libraries",
                        "session_preload_libraries",
                        "local_preload_libraries",
                        "dynamic_library_path",
                        "extension_control_path",
                        "fsync",
                        "full_page_writes",
                        "wal_level",
                        "wal_keep_size",
                        "synchronous_commit",
                        "synchronous_standby_names",
                        "primary_conninfo",
                        "recovery_target_time",
                        "log_destination",
                        "log_directory",
                        "log_filename",
                        "logging_collector",
                        "unix_socket_directories",
                        "superuser_reserved_connections",
                        "max_prepared_transactions",
                        "zero_damaged_pages",
                        "ignore_system_indexes",
                        "include_dir",
                        "pg_stat_statements.max"))
                .allMatch(Owned::covers);
        assertThat(List.of("max_connections", "work_mem", "log_statement", "wal_compression", "hot_standby_feedback"))
                .noneMatch(Owned::covers);
    }
}
