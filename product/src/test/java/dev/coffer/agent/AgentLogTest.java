package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.bus.Envelope;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AgentLogTest {
    private final AgentLog.Line form = new AgentLog.Line("i-1");

    private JsonNode line() {
        LogRecord record = new LogRecord(Level.WARNING, "{0} failed:\n{1}");
        record.setLoggerName("dev.coffer.agent.Job");
        record.setParameters(new Object[] {"Restart", "\"no\""});
        record.setThrown(new IllegalStateException("a secret statement"));
        String line = form.format(record);
        assertThat(line.lines()).hasSize(1);
        assertThat(line).doesNotContain("secret");
        return JsonMapper.shared().readTree(line);
    }

    @Test
    void a_line_names_the_instance_and_what_the_agent_is_asked_to_do() {
        JsonNode idle = line();
        assertThat(idle.path("level").asString()).isEqualTo("WARN");
        assertThat(idle.path("message").asString()).isEqualTo("Restart failed:\n\"no\"");
        assertThat(idle.path("instance").asString()).isEqualTo("i-1");
        assertThat(idle.has("operation")).isFalse();

        Envelope command = new Envelope("op-1/restart#1", Envelope.Type.COMMAND, 1, null, "", "req-1");
        JsonNode busy = ScopedValue.where(AgentLog.COMMAND, command).call(this::line);
        assertThat(busy.path("operation").asString()).isEqualTo("op-1");
        assertThat(busy.path("request").asString()).isEqualTo("req-1");
    }
}
