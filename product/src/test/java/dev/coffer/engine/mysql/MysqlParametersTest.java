package dev.coffer.engine.mysql;

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

/** What MySQL's own server says of its variables. */
class MysqlParametersTest {
    @TempDir
    Path directory;

    private static Parameter of(Map<String, Parameter> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }

    @Test
    void the_image_says_what_can_be_set() throws IOException, InterruptedException {
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        Sandbox sandbox = new Sandbox(new MysqlFixture().image(), scratch, List.of());
        Map<String, Parameter> found = new MysqlParameters()
                .introspect(sandbox, scratch).stream()
                        .collect(Collectors.toMap(Parameter::name, parameter -> parameter));

        assertThat(found).hasSizeGreaterThan(200);
        assertThat(found.get("max_connections"))
                .isEqualTo(new Parameter(
                        "max_connections",
                        Type.INTEGER,
                        BigDecimal.ONE,
                        BigDecimal.valueOf(100_000),
                        List.of(),
                        false,
                        "151"));
        assertThat(of(found, "autocommit").type()).isEqualTo(Type.BOOLEAN);
        assertThat(of(found, "long_query_time").type()).isEqualTo(Type.FLOAT);
        assertThat(of(found, "sql_mode").type()).isEqualTo(Type.CHOICES);
        assertThat(of(found, "sql_mode").choices()).contains("ANSI_QUOTES", "STRICT_TRANS_TABLES");
        assertThat(of(found, "optimizer_switch").choices()).contains("index_merge");
        assertThat(of(found, "transaction_isolation").choices())
                .containsExactly("READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE");
        assertThat(of(found, "performance_schema").restartRequired()).isTrue();
        assertThat(of(found, "innodb_buffer_pool_size").restartRequired()).isFalse();
        assertThat(found).containsKeys("collation_server", "time_zone", "wait_timeout", "innodb_redo_log_capacity");
        assertThat(found.values())
                .filteredOn(parameter -> parameter.type() == Type.TEXT)
                .extracting(Parameter::name)
                .isSubsetOf(MysqlOwned.HARMLESS_TEXTS);
        assertThat(found.keySet()).doesNotContainAnyElementsOf(own());
    }

    /** What Coffer sets itself, but for sizes and words. */
    private List<String> own() {
        Set<String> tenants = new HashSet<>(MysqlOptions.sizes(512, 1, 1).keySet());
        tenants.addAll(MysqlOwned.HARMLESS_TEXTS);
        tenants.addAll(List.of("default_time_zone", "long_query_time"));
        tenants.remove("open_files_limit");
        Sandbox sandbox = new Sandbox(Path.of("/"), directory, List.of());
        Node node = new Node("id", "9.7", "127.2.3.4", directory, directory.resolve("s"), 512, 1, 1, sandbox);
        return new MysqlOptions(node, new MysqlPlaces(node))
                .all().keySet().stream()
                        .map(name -> name.replaceFirst("^loose_", ""))
                        .filter(name -> !tenants.contains(name))
                        .toList();
    }

    @Test
    void what_coffer_sets_and_what_is_dangerous_is_nobodys_but_coffers() {
        assertThat(own()).hasSizeGreaterThan(30).allMatch(MysqlOwned::covers);
        assertThat(List.of(
                        "datadir",
                        "super_read_only",
                        "gtid_mode",
                        "persisted_globals_load",
                        "partial_revokes",
                        "admin_address",
                        "log_raw",
                        "offline_mode",
                        "innodb_redo_log_archive_dirs",
                        "plugin_load_add",
                        "mandatory_roles",
                        "mysqlx_port",
                        "replica_skip_errors",
                        "clone_valid_donor_list"))
                .allMatch(MysqlOwned::covers);
        assertThat(List.of("max_connections", "wait_timeout", "sql_mode", "innodb_redo_log_capacity"))
                .noneMatch(MysqlOwned::covers);
    }
}
