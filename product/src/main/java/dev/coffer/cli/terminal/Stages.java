package dev.coffer.cli.terminal;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * A long piece of work in stages, each a line with what came of it and how long it took. On a terminal the line is written over while
 * the stage is under way; elsewhere each change is a line.
 */
public final class Stages {
    private static final String ERASE = "\r\u001b[K";
    private static final int TITLE = 12;
    private static final int LINE = 100;

    private final Terminal terminal;

    public Stages(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One piece of it. */
    @FunctionalInterface
    public interface Work {
        /** Does the work, telling what it is at, and returns what came of it. */
        String run(Consumer<String> progress) throws InterruptedException;
    }

    public void stage(String title, Work work) throws InterruptedException {
        long start = System.nanoTime();
        String padded = title + " ".repeat(Math.max(0, TITLE - title.length()));
        String[] last = {""};
        boolean ended = false;
        try {
            String outcome = work.run(what -> last[0] = under(padded, what, last[0], start));
            ended = true;
            terminal.say("%s  %s %s  %s  (%s)"
                    .formatted(erase(), mark("✓", "+"), padded, Terminal.harmless(outcome), seconds(start)));
        } finally {
            if (!ended) {
                terminal.say("%s  %s %s  %s".formatted(erase(), mark("✗", "!"), padded, last[0]));
            }
        }
    }

    private String under(String title, String what, String last, long start) {
        String text = Terminal.harmless(what);
        if (terminal.live()) {
            String line = "  %s %s  %s  (%s)".formatted(mark("…", "."), title, text, seconds(start));
            terminal.err().print(ERASE + (line.length() > LINE ? line.substring(0, LINE) : line));
            terminal.err().flush();
        } else if (!text.equals(last)) {
            terminal.say("  %s %s  %s".formatted(mark("…", "."), title, text));
        }
        return text;
    }

    private String erase() {
        return terminal.live() ? ERASE : "";
    }

    private String mark(String unicode, String plain) {
        return terminal.unicode() ? unicode : plain;
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
    }
}
