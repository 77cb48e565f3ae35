package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.HealthProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A login on a server. */
final class Session implements HealthProbe.Session {
    static final String AGENT = "os_admin";

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int LOCAL_ONE = 0x0a;
    private static final int WITH_VALUES = 0x01;

    private final Socket socket;
    private final Wire wire;

    private Session(Socket socket, Wire wire) {
        this.socket = socket;
        this.wire = wire;
    }

    /** A user and its password. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** @param patience longest wait for one answer of the server */
    static Session open(Door door, Login login, Duration patience) {
        Socket socket = new Socket();
        try {
            InetSocketAddress address = new InetSocketAddress(door.address(), CassandraEngine.PORT);
            int limit = milliseconds(patience);
            socket.connect(address, Math.min(limit, milliseconds(CONNECT)));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(limit);
            Socket secured = door.secure(socket);
            Session session = new Session(secured, new Wire(secured.getInputStream(), secured.getOutputStream()));
            session.logIn(login);
            return session;
        } catch (IOException e) {
            close(socket);
            throw Failures.of(e);
        } catch (EngineFailure e) {
            close(socket);
            throw e;
        }
    }

    /** At least one: none at all would mean for ever. */
    private static int milliseconds(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toMillis()));
    }

    private void logIn(Login login) throws IOException {
        Wire.Answer answer = wire.ask(Wire.Kind.STARTUP, out -> {
            out.writeShort(1);
            Wire.text(out, "CQL_VERSION");
            Wire.text(out, "3.0.0");
        });
        if (answer.kind() == Wire.Kind.AUTHENTICATE) {
            String token = "\0" + login.user() + "\0" + login.password();
            answer = wire.ask(Wire.Kind.AUTH_RESPONSE, out -> Wire.bytes(out, token.getBytes(StandardCharsets.UTF_8)));
        }
        require(answer, Wire.Kind.READY, Wire.Kind.AUTH_SUCCESS);
    }

    private static void require(Wire.Answer answer, Wire.Kind... expected) throws IOException {
        if (answer.kind() == Wire.Kind.ERROR) {
            int code = answer.body().readInt();
            throw Failures.of(code, Wire.text(answer.body()));
        }
        if (!Arrays.asList(expected).contains(answer.kind())) {
            throw new ProtocolException("The server answered %s unexpectedly.".formatted(answer.kind()));
        }
    }

    /** @param values of the question marks */
    List<Row> rows(String cql, String... values) {
        return rows(
                cql,
                Arrays.stream(values)
                        .map(value -> value.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** @param values of the question marks, as the server keeps them */
    List<Row> rows(String cql, List<byte[]> values) {
        try {
            Wire.Answer answer = wire.ask(Wire.Kind.QUERY, out -> {
                Wire.bytes(out, cql.getBytes(StandardCharsets.UTF_8));
                out.writeShort(LOCAL_ONE);
                out.write(WITH_VALUES);
                out.writeShort(values.size());
                for (byte[] value : values) {
                    Wire.bytes(out, value);
                }
            });
            require(answer, Wire.Kind.RESULT);
            return Row.all(answer.body());
        } catch (IOException e) {
            close(); // what comes next on the connection would be the answer to this
            throw Failures.of(e);
        }
    }

    Optional<Row> row(String cql, String... values) {
        return rows(cql, values).stream().findFirst();
    }

    /** Of a table that always has it. */
    Row onlyRow(String cql, String... values) {
        return row(cql, values)
                .orElseThrow(
                        () -> new EngineFailure(Kind.PASSING, "The database server lacks a row of its own tables."));
    }

    void run(String cql) {
        rows(cql);
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
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // The server ended it first.
        }
    }
}
