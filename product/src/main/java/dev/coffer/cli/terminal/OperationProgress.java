package dev.coffer.cli.terminal;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Following;
import dev.coffer.cli.client.Operation;
import dev.coffer.cli.client.Operation.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows an operation while it runs. On a terminal: a line for each finished step, and one that is written over for what is being
 * done; elsewhere: one line for each change.
 */
public final class OperationProgress implements Following.Watcher {
    private static final String ERASE = "\r\u001b[K";
    private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final String PLAIN_FRAMES = "|/-\\";
    private static final int LINE = 78;

    private final Terminal terminal;
    private final InstantSource clock;
    private final Map<String, String> told = new HashMap<>();
    private String heading = "";
    private boolean disturbed;
    private int frame;

    public OperationProgress(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void seen(Operation operation) {
        disturbed = false;
        head(operation);
        operation.steps().forEach(this::tell);
        if (terminal.live()) {
            redraw(operation);
        } else {
            waiting(operation);
        }
    }

    @Override
    public void disturbed(Failure failure) {
        if (!disturbed) {
            line("  " + failure.sentence() + " Trying again.");
        }
        disturbed = true;
    }

    private void head(Operation operation) {
        String text = "%s (operation %s)".formatted(words(operation.kind()), operation.id());
        if (!text.equals(heading)) {
            heading = text;
            line(text);
        }
    }

    private void tell(Step step) {
        String state = step.state() + step.attempts();
        if (state.equals(told.put(step.name(), state))) {
            return;
        }
        if (step.isDone()) {
            line("  %s %s%s".formatted(mark("✓", "+"), step.name(), took(step)));
        } else if (step.isFailed()) {
            line("  %s %s: %s".formatted(mark("✗", "!"), step.name(), reason(step)));
        } else if (step.attempts() > 1) {
            line("  %s %s: attempt %d%s"
                    .formatted(
                            mark("↻", "~"),
                            step.name(),
                            step.attempts(),
                            step.error() == null ? "" : ", since " + step.error()));
        } else if (!terminal.live()) {
            line("  %s %s".formatted(mark("…", "."), step.name()));
        }
    }

    /** On a terminal the line that is written over tells it. */
    private void waiting(Operation operation) {
        String reason = operation.waitingFor();
        boolean isStep = operation.steps().stream().anyMatch(step -> step.name().equals(reason));
        if (reason != null && !isStep && !reason.equals(told.put("", reason))) {
            line("  waiting for " + reason);
        }
    }

    private void redraw(Operation operation) {
        if (operation.isEnded()) {
            terminal.err().print(ERASE);
            terminal.err().flush();
            return;
        }
        Optional<Step> current = operation.steps().stream()
                .filter(step -> !step.isDone() && !step.isFailed())
                .reduce((_, last) -> last);
        String what = current.map(Step::name).orElseGet(() -> operation.state().toLowerCase(Locale.ROOT));
        String since = current.flatMap(Step::started)
                .map(start -> seconds(start, clock.instant()))
                .orElse("");
        String waitingFor = operation.waitingFor();
        String reason = waitingFor == null || waitingFor.equals(what) ? "" : ", waiting for " + waitingFor;
        String frames = terminal.unicode() ? FRAMES : PLAIN_FRAMES;
        String text = "  %s %s%s%s".formatted(frames.charAt(frame++ % frames.length()), what, since, reason);
        terminal.err().print(ERASE + clipped(Terminal.harmless(text)));
        terminal.err().flush();
    }

    private void line(String text) {
        terminal.say((terminal.live() ? ERASE : "") + Terminal.harmless(text));
    }

    private String mark(String unicode, String plain) {
        return terminal.unicode() ? unicode : plain;
    }

    private static String reason(Step step) {
        @Nullable String error = step.error();
        return error == null || error.isBlank() ? "failed" : error;
    }

    private static String took(Step step) {
        if (step.started().isEmpty() || step.ended().isEmpty()) {
            return "";
        }
        return seconds(step.started().get(), step.ended().get());
    }

    /** The API's times are whole seconds; less than one says nothing. */
    private static String seconds(Instant from, Instant to) {
        long seconds = Duration.between(from, to).toSeconds();
        return seconds > 0 ? "  %d s".formatted(seconds) : "";
    }

    private static String clipped(String text) {
        return text.codePointCount(0, text.length()) <= LINE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LINE - 1)) + "~";
    }

    /** {@code CreateReplica} as "create replica". */
    private static String words(String kind) {
        return kind.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
