package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Node;
import dev.coffer.image.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MariadbOptionsTest {
    private static Map<String, String> options(String home, int ram, int vcpus, int volumeSize) {
        Path directory = Path.of(home);
        Sandbox sandbox = new Sandbox(Path.of("/"), directory, List.of());
        Node node =
                new Node("id", "11.8", "127.2.3.4", directory, directory.resolve("s"), ram, vcpus, volumeSize, sandbox);
        return new MariadbOptions(node, new MariadbPlaces(node))
                .text(Map.of())
                .lines()
                .filter(line -> line.contains(" = "))
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static int number(Map<String, String> options, String name) {
        return Integer.parseInt(options.getOrDefault(name, "").replace("M", ""));
    }

    @Test
    void a_server_starts_closed_on_its_own_address_under_its_own_id() {
        assertThat(options("/h", 512, 1, 1))
                .containsEntry("bind_address", "127.2.3.4")
                .containsEntry("server_id", "2130838276")
                .containsEntry("read_only", "1")
                .containsEntry("skip_slave_start", "1")
                .doesNotContainKey("rpl_semi_sync_master_enabled")
                .doesNotContainKey("ssl_ca");
        assertThat(Options.serverId("255.255.255.254")).isEqualTo(4_294_967_294L);
    }

    @Test
    void a_server_listens_on_its_public_address_too() {
        Sandbox sandbox = new Sandbox(Path.of("/image"), Path.of("/h"), List.of());
        Node node =
                new Node("id", "11.8", "127.2.3.4", Path.of("/h"), Path.of("/h/s"), 512, 1, 1, sandbox, "127.5.6.7");
        assertThat(new MariadbOptions(node, new MariadbPlaces(node)).text(Map.of()))
                .contains("bind_address = 127.2.3.4,127.5.6.7\n", "report_host = 127.2.3.4\n");
    }

    @Test
    void memory_files_and_logs_stay_within_the_node() {
        for (int ram : List.of(256, 512, 2_048, 65_536, 1_048_576)) {
            for (int vcpus : List.of(1, 2, 64)) {
                for (int volume : List.of(1, 10, 10_000)) {
                    Map<String, String> options = options("/h", ram, vcpus, volume);
                    assertThat(number(options, "innodb_buffer_pool_size")).isBetween(24, ram * 7 / 10);
                    assertThat(number(options, "open_files_limit")).isLessThanOrEqualTo(20_000);
                    assertThat(number(options, "innodb_log_file_size")).isBetween(32, Math.max(52, volume * 103));
                    assertThat(number(options, "loose_max_binlog_total_size")).isLessThanOrEqualTo(volume * 205);
                }
            }
        }
    }

    @Test
    void paths_may_hold_what_option_files_give_a_meaning() {
        assertThat(options("/a b#c\"d\\e", 512, 1, 1)).containsEntry("datadir", "\"/a b#c\\\"d\\\\e/data/mariadb\"");
    }
}
