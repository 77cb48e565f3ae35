package dev.coffer.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.api.Response;
import dev.coffer.durable.NewOperation;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import dev.coffer.metrics.TextForm.Sample;
import dev.coffer.model.Access;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Silence;
import dev.coffer.model.Task;
import dev.coffer.store.Outbox;
import dev.coffer.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
    private static final String HOSTILE = "a\"b\\c\nd} 1\ncoffer_problems 7 \u2028 ü {e=\"f\",";

    @TempDir
    Path directory;

    private final Instruments instruments = new Instruments();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Store store;
    private Metrics metrics;

    @BeforeEach
    void open() {
        store = Store.open("jdbc:sqlite:" + directory.resolve("coffer.db"), "", "", () -> now, instruments);
        metrics = new Metrics(new Metrics.Sources(
                instruments, store, () -> 3, () -> now, new Silence(Duration.ofSeconds(20), Instant.MIN), "1.2.3"));
        store.change(tx -> {
            tx.flavors().put(new Flavor("1", "small", 512, 1, 5, 0));
            tx.datastores().put(new Datastore("d", "mariadb", "v"));
            tx.datastores().put(new DatastoreVersion("v", "d", "mariadb", "11.8", "11.8.6", "mariadb", "image", true));
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void insert(String id, String name) {
        store.change(tx -> tx.instances()
                .insert(new Instance(
                        id,
                        "p",
                        name,
                        "v",
                        "1",
                        2,
                        null,
                        Access.UNSTATED,
                        Task.NONE,
                        null,
                        null,
                        null,
                        null,
                        id,
                        null,
                        now,
                        now,
                        0)));
    }

    private void report(String id, ServiceStatus status, Map<String, Double> figures) {
        Report report = new Report(id, now, status, "11.8", Role.REPLICA, "0-1-7", 1.5, 4096L, 1, null, figures);
        store.change(tx -> tx.reports().put(List.of(report)));
    }

    private List<Sample> scrape() throws IOException {
        Response.Stream stream = metrics.read();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.writeTo(out);
        return TextForm.read(out.toString(StandardCharsets.UTF_8));
    }

    private static double value(List<Sample> samples, String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> {
                    for (int i = 0; i < labels.length; i += 2) {
                        if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .reduce((_, _) -> {
                    throw new AssertionError("more than one " + name);
                })
                .orElseThrow(() -> new AssertionError("no " + name))
                .value();
    }

    @Test
    void what_happened_is_counted_and_timed() throws IOException {
        instruments.answered("GET", "/v1.0/{project}/instances", 200, Duration.ofMillis(3));
        instruments.answered("BREW", "none", 404, Duration.ofMillis(3));
        instruments.stepEnded(
                "PromoteReplica", "follow new primary: 4711", StepRecord.State.DONE, Duration.ofSeconds(2));
        instruments.stepEnded("PromoteReplica", "undo: follow new primary: 4712", StepRecord.State.DONE, Duration.ZERO);
        instruments.stepTroubled("PromoteReplica", "freeze old primary");
        instruments.operationEnded("PromoteReplica", OperationState.FAILED, Duration.ofSeconds(70));

        List<Sample> samples = scrape();
        String requests = "coffer_http_request_duration_seconds_";
        assertThat(value(samples, requests + "count", "method", "GET", "status", "200"))
                .isEqualTo(1);
        assertThat(value(samples, requests + "bucket", "method", "GET", "le", "0.005"))
                .isEqualTo(1);
        assertThat(value(samples, requests + "bucket", "method", "GET", "le", "0.0025"))
                .isZero();
        assertThat(value(samples, requests + "count", "method", "other")).isEqualTo(1);
        String steps = "coffer_operation_step_duration_seconds_";
        assertThat(value(samples, steps + "sum", "step", "follow new primary")).isEqualTo(2);
        assertThat(value(samples, steps + "count", "step", "undo: follow new primary"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_operation_step_retries_total", "step", "freeze old primary"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_operation_duration_seconds_count", "state", "failed"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_store_transaction_duration_seconds_count", "mode", "write"))
                .isGreaterThan(0);
    }

    @Test
    void what_the_store_has_now_is_read_when_somebody_asks() throws IOException {
        insert("i1", "shop");
        store.change(tx -> {
            tx.operations()
                    .file(new NewOperation(
                            "o1", "CreateInstance", "p", List.of("i1"), "{}", now, NewOperation.WhenBusy.REFUSE));
            tx.outbox()
                    .put(new Outbox.Message("o1/s#1", "i1", "o1", 1, now, now.plusSeconds(60), "", null, null, null));
            tx.outbox().put(new Outbox.Message("o1/s#2", "i1", "o1", 1, now, now.plusSeconds(60), "", now, null, null));
        });
        now = now.plusSeconds(7);

        List<Sample> samples = scrape();
        assertThat(value(samples, "coffer_operations", "kind", "CreateInstance"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_outbox_commands", "state", "unacknowledged"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_outbox_commands", "state", "acknowledged"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_outbox_oldest_command_age_seconds")).isEqualTo(7);
        assertThat(value(samples, "coffer_agents_connected")).isEqualTo(3);
        assertThat(value(samples, "coffer_build_info", "version", "1.2.3")).isEqualTo(1);
        assertThat(value(samples, "coffer_instances", "task", "none")).isEqualTo(1);
        assertThat(value(samples, "process_resident_memory_bytes")).isGreaterThan(10e6);
        assertThat(value(samples, "process_cpu_seconds_total")).isGreaterThan(0);
        assertThat(value(samples, "process_threads")).isGreaterThan(1);
    }

    @Test
    void an_instance_has_the_figures_of_its_last_report_until_it_is_deleted() throws IOException {
        insert("i1", "shop");
        insert("i2", "silent");
        report("i1", ServiceStatus.HEALTHY, Map.of("connections", 7.0, "queries", 1234.0));
        now = now.plusSeconds(4);
        List<Sample> samples = scrape();
        String[] first = {"instance_id", "i1", "datastore", "mariadb", "role", "replica"};
        assertThat(value(samples, "coffer_instance_up", first)).isEqualTo(1);
        assertThat(value(samples, "coffer_instance_connections", first)).isEqualTo(7);
        assertThat(value(samples, "coffer_instance_queries_total", first)).isEqualTo(1234);
        assertThat(value(samples, "coffer_instance_replication_lag_seconds", first))
                .isEqualTo(1.5);
        assertThat(value(samples, "coffer_instance_disk_used_bytes", first)).isEqualTo(4096);
        assertThat(value(samples, "coffer_instance_volume_size_bytes", first)).isEqualTo(2.0 * (1L << 30));
        assertThat(value(samples, "coffer_instance_report_age_seconds", first)).isEqualTo(4);
        assertThat(value(samples, "coffer_instance_info", "instance_id", "i1", "name", "shop"))
                .isEqualTo(1);
        assertThat(value(samples, "coffer_instance_up", "instance_id", "i2")).isZero();

        now = now.plusSeconds(17);
        assertThat(value(scrape(), "coffer_instance_up", first))
                .as("its agent fell silent")
                .isZero();
        store.change(tx -> tx.instances().delete("i1", now));
        assertThat(scrape()).noneMatch(sample -> "i1".equals(sample.labels().get("instance_id")));
    }

    @Test
    void no_name_and_no_agent_can_forge_a_line() throws IOException {
        insert("i1", HOSTILE);
        report("i1", ServiceStatus.HEALTHY, Map.of("evil{} 1\nforged", 1.0, "connections", 2.0));
        List<Sample> samples = scrape();
        assertThat(value(samples, "coffer_instance_info", "name", HOSTILE)).isEqualTo(1);
        assertThat(samples).noneMatch(sample -> sample.name().contains("evil") || sample.value() == 7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# HELP a A.\n# TYPE a gauge\na{b=\"c\\d\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na{b=\"c\"d\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a A.\n# TYPE a gauge\nb 1\n",
                "# HELP a A.\n# TYPE a gauge\na 1",
                "# HELP a A.\n# TYPE a gauge\na one\n",
                "# TYPE a gauge\na 1\n",
                "# HELP a A.\n# TYPE a counter\na 1\n",
                "# HELP a A.\n# TYPE a gauge\na 1\n# HELP a A.\n# TYPE a gauge\n",
                "a 1\n"
            })
    void the_reader_of_this_test_is_strict(String text) {
        assertThatThrownBy(() -> TextForm.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
