package dev.coffer.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogLineTest {
    private static final String HOSTILE = "a\"b\\c\nd\r\te\u0000\u001b[31m\u0085\u2028\ud800 \ud83d\ude00 ü";

    private static JsonNode read(String line) {
        assertThat(line).endsWith("}\n");
        assertThat(line.lines()).as(line).hasSize(1);
        return JsonMapper.shared().readTree(line);
    }

    @Test
    void whatever_is_said_is_one_line_of_json_that_gives_it_back() {
        String line = new LogLine(Instant.parse("2026-03-01T12:00:00Z"), "INFO", "a.B")
                .with("message", HOSTILE)
                .with("request", null)
                .toString();
        JsonNode read = read(line);
        assertThat(read.path("message").asString()).isEqualTo(HOSTILE);
        assertThat(read.path("time").asString()).isEqualTo("2026-03-01T12:00:00.000000Z");
        assertThat(read.propertyNames()).containsExactly("time", "level", "logger", "message");
        assertThat(line.strip()).matches("[ -~ü]*");
    }

    @Test
    void the_control_planes_lines_carry_ids_and_the_whole_exception() {
        LoggingEvent event = new LoggingEvent(
                "fqcn",
                new LoggerContext().getLogger("a.B"),
                Level.WARN,
                "it {}",
                new IllegalStateException("broke", new IllegalArgumentException("because")),
                new Object[] {"failed"});
        event.setMDCPropertyMap(Map.of("request", "req-1", "operation", "op-1", "instance", "i-1", "other", "x"));
        JsonNode read = read(new String(new JsonEncoder().encode(event), StandardCharsets.UTF_8));
        assertThat(read.path("level").asString()).isEqualTo("WARN");
        assertThat(read.path("message").asString()).isEqualTo("it failed");
        assertThat(read.path("request").asString()).isEqualTo("req-1");
        assertThat(read.path("operation").asString()).isEqualTo("op-1");
        assertThat(read.path("instance").asString()).isEqualTo("i-1");
        assertThat(read.path("exception").asString())
                .contains("IllegalStateException: broke", "Caused by", "because", "LogLineTest");
        assertThat(read.has("other")).isFalse();
    }
}
