package dev.coffer.cli.terminal;

import dev.coffer.cli.client.Failure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a command.
 *
 * @param live whether standard error is a terminal, on which a line can be written over
 * @param unicode whether more than ASCII can be shown
 */
public record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean live, boolean unicode) {

    public static Terminal ofThisProcess() {
        Charset charset = System.out.charset();
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        return new Terminal(
                new PrintWriter(System.out, false, charset),
                new PrintWriter(System.err, true, System.err.charset()),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                !dumb && isTerminal(Path.of("/proc/self/fd/2")),
                charset.equals(StandardCharsets.UTF_8));
    }

    /** Java knows only whether input and output are one; errors may go elsewhere. */
    public static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** A line to the person, not part of the answer. */
    public void say(String line) {
        err.println(line);
        err.flush();
    }

    /** A line of the answer. */
    public void print(String line) {
        out.println(line);
    }

    /** Asks without echo; null when there is nobody to ask. */
    public @Nullable String askSecret(String prompt) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return null;
        }
        char[] answer = console.readPassword("%s", prompt);
        return answer == null ? null : new String(answer);
    }

    /** The next line of standard input. */
    public String readLine() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw Failure.usage("Standard input ended where a password was to be read.", null);
            }
            return line;
        } catch (IOException e) {
            throw Failure.usage("Standard input cannot be read.", null);
        }
    }

    /** Text of a server with nothing in it that would steer the terminal. */
    public static String harmless(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
