package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.engine.server.UnixSocket;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A login on a server. */
final class Session implements HealthProbe.Session {
    static final String AGENT = "os_admin";
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Socket socket;
    private final InputStream in;

    private Session(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * The agent's, over the Unix socket.
     *
     * @param patience longest wait for one answer of the server
     */
    static Session open(Path path, String password, Duration patience) {
        try {
            UnixSocket socket = new UnixSocket(path);
            return open(socket, AGENT, password, patience, () -> socket.connect(null, milliseconds(least(patience))));
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    /** On a server without accounts. */
    static Session anonymous(Path path, Duration patience) {
        try {
            UnixSocket socket = new UnixSocket(path);
            return open(socket, patience, () -> socket.connect(null, milliseconds(least(patience))));
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private static Duration least(Duration patience) {
        return CONNECT.compareTo(patience) < 0 ? CONNECT : patience;
    }

    /** Brings a socket to where it can be used. */
    @FunctionalInterface
    interface Connecting {
        void connect() throws IOException;
    }

    static Session open(Socket socket, String user, String password, Duration patience, Connecting connecting) {
        Session session = open(socket, patience, connecting);
        try {
            session.ask("AUTH", user, password);
            return session;
        } catch (EngineFailure failure) {
            session.close();
            throw failure;
        }
    }

    private static Session open(Socket socket, Duration patience, Connecting connecting) {
        try {
            connecting.connect();
            socket.setSoTimeout(milliseconds(patience));
            return new Session(socket, new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            shut(socket);
            throw Failures.of(e);
        }
    }

    /** At least one: none at all would mean for ever. */
    static int milliseconds(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toMillis()));
    }

    /** A command and its arguments. */
    Reply ask(List<String> words) {
        try {
            socket.getOutputStream().write(command(words));
            Reply reply = Reply.read(in);
            if (reply instanceof Reply.Refusal refusal) {
                throw Failures.of(refusal.sentence());
            }
            return reply;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    Reply ask(String... words) {
        return ask(List.of(words));
    }

    private static byte[] command(List<String> words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] text = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(text);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        return bytes.toByteArray();
    }

    Optional<String> text(String... words) {
        return switch (ask(words)) {
            case Reply.Text text -> Optional.of(text.text());
            case Reply.Nothing _ -> Optional.empty();
            case Reply.Many _, Reply.Refusal _ -> throw unexpected(words);
        };
    }

    List<String> texts(String... words) {
        if (!(ask(words) instanceof Reply.Many many)) {
            throw unexpected(words);
        }
        return many.replies().stream()
                .map(reply -> reply instanceof Reply.Text text ? text.text() : "")
                .toList();
    }

    private static EngineFailure unexpected(String... words) {
        return new EngineFailure(
                Kind.BROKEN, "The database server answers %s with something else.".formatted(words[0]));
    }

    /** What it says of itself. */
    Map<String, String> info(String... sections) {
        String[] words = IntStream.range(0, sections.length + 1)
                .mapToObj(i -> i == 0 ? "INFO" : sections[i - 1])
                .toArray(String[]::new);
        return text(words)
                .orElse("")
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1].strip(), (first, _) -> first));
    }

    /** Names and values of parameters. */
    Map<String, String> settings(String pattern) {
        List<String> pairs = texts("CONFIG", "GET", pattern);
        return IntStream.range(0, pairs.size() / 2)
                .boxed()
                .collect(Collectors.toMap(i -> pairs.get(2 * i), i -> pairs.get(2 * i + 1), (first, _) -> first));
    }

    void set(String parameter, String value) {
        ask("CONFIG", "SET", parameter, value);
    }

    @Override
    public void patience(Duration patience) {
        try {
            socket.setSoTimeout(milliseconds(patience));
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        shut(socket);
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // The server ended it first.
        }
    }
}
