package dev.coffer.cli;

import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One run of the command in this process. */
public record Run(int exitCode, String out, String err) {

    /** Against a server that wants a fixed token. */
    static Run against(TestServer server, String... arguments) {
        return with("", Map.of("OS_ENDPOINT", server.endpoint(), "OS_TOKEN", "t1"), arguments);
    }

    static Run with(String input, Map<String, String> variables, String... arguments) {
        return with(input, new Environment(variables, Path.of("/nonexistent")), arguments);
    }

    public static Run with(String input, Environment environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new Cli(terminal(input, out, err, false), environment, List.of()).run(List.of(arguments));
        return new Run(exitCode, out.toString(), err.toString());
    }

    public static Terminal terminal(String input, StringWriter out, StringWriter err, boolean live) {
        return new Terminal(
                new PrintWriter(out),
                new PrintWriter(err, true),
                new BufferedReader(new StringReader(input)),
                live,
                true);
    }
}
