package dev.coffer.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Result;
import dev.coffer.fuzz.Fuzz;
import dev.coffer.fuzz.Mutations;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever an agent sends is understood or refused, and what is kept of it can be stored and shown. */
final class WireFuzzTest {
    private static final Duration BOX = Duration.ofSeconds(6);

    private final Wire wire = Wire.lenient();
    private final List<JsonNode> envelopes = List.of(
            tree(wire.write(new Envelope("op/step#1", Envelope.Type.REPLY, 3, Instant.EPOCH, "{}"))),
            tree(wire.write(new Envelope("op/step#1", Envelope.Type.RECEIVED, 3, null, ""))));
    private final List<JsonNode> results =
            WireTest.results().map(wire::write).map(WireFuzzTest::tree).toList();
    private final List<JsonNode> commands =
            WireTest.commands().map(wire::write).map(WireFuzzTest::tree).toList();
    private final JsonNode heartbeat = tree(wire.writeRecord(new Heartbeat(
            ServiceStatus.HEALTHY, "11.8", Role.REPLICA, "0-1-2", 0.5, 12L, 3, "none", Map.of("queries", 1.0))));
    private final JsonNode enrolment = tree(wire.writeRecord(new Enrolment.Request("id", "token", "key", "key", "p")));

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json);
    }

    @Test
    @Timeout(120)
    void what_comes_over_the_wire_is_understood_or_refused() {
        Fuzz.run("The wire's decoder", BOX, this::decode);
    }

    private void decode(Random random) throws CharacterCodingException {
        Mutations mutations = new Mutations(random);
        switch (random.nextInt(5)) {
            case 0 -> read(mutations.jsonText(mutations.any(envelopes)), Envelope.class);
            case 1 -> read(mutations.jsonText(mutations.any(commands)), dev.coffer.agent.command.Command.class);
            case 2 -> read(mutations.jsonText(enrolment), Enrolment.Request.class);
            case 3 -> {
                Optional<Heartbeat> said = read(mutations.jsonText(heartbeat), Heartbeat.class);
                if (said.isPresent()) {
                    mustBeFit(said.get().report("i", Instant.EPOCH));
                }
            }
            default -> {
                Optional<Result> said = read(mutations.jsonText(mutations.any(results)), Result.class);
                if (said.isPresent()) {
                    mustBeFit(Hearsay.result(said.get()));
                }
            }
        }
    }

    private <T> Optional<T> read(String text, Class<T> type) {
        try {
            return Optional.of(type == Envelope.class ? type.cast(wire.envelope(text)) : wire.read(text, type));
        } catch (Wire.Malformed refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(200);
            return Optional.empty();
        }
    }

    /** Bounded, and of characters that everything can hold. */
    private void mustBeFit(Report report) throws CharacterCodingException {
        mustBeStorable(String.valueOf(report.engineVersion()), 100);
        mustBeStorable(String.valueOf(report.position()), 4_000);
        mustBeStorable(String.valueOf(report.problem()), 4_000);
        assertThat(report.metrics()).hasSizeLessThanOrEqualTo(200);
        for (Map.Entry<String, Double> metric : report.metrics().entrySet()) {
            mustBeStorable(metric.getKey(), 100);
            assertThat(metric.getValue()).isFinite();
        }
    }

    private void mustBeFit(Result result) throws CharacterCodingException {
        String text = wire.write(result);
        StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
        assertThat(read(text, Result.class)).contains(result);
        switch (result) {
            case Result.Failed failed -> mustBeStorable(failed.message(), 2_000);
            case Result.At at -> mustBeStorable(at.position(), 4_000);
            case Result.Standing at -> mustBeStorable(at.position(), 4_000);
            default -> assertThat(text).doesNotContain("\u0000", "\\u0000");
        }
    }

    private static void mustBeStorable(String text, int longest) throws CharacterCodingException {
        assertThat(text.codePointCount(0, text.length())).isLessThanOrEqualTo(longest);
        assertThat(text.codePoints()).noneMatch(Character::isISOControl);
        StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
    }
}
