package dev.coffer.it;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Numbers in a Redis set, over its own protocol. A number counts as written when a replica that is connected has it too. */
final class RedisApplication implements Application {
    private static final int PORT = 6379;
    private static final int PATIENCE = 5_000;
    private static final String WAIT = "100";

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    RedisApplication(String address, String user, String password) throws SQLException {
        try {
            socket.connect(new InetSocketAddress(address, PORT), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new SQLException(e);
        }
        List<String> _ = ask("AUTH", user, password);
    }

    /** The answer's parts; an error is thrown. */
    private List<String> ask(String... words) throws SQLException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            request.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        try {
            out.write(request.toString().getBytes(StandardCharsets.UTF_8));
            List<String> parts = new ArrayList<>();
            read(parts);
            return parts;
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    private void read(List<String> parts) throws IOException, SQLException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+', ':' -> parts.add(rest);
            case '-' -> throw new SQLException(rest);
            case '$' -> {
                byte[] bytes = in.readNBytes(Integer.parseInt(rest));
                parts.add(new String(bytes, StandardCharsets.UTF_8));
                line();
            }
            case '*' -> {
                for (int count = Integer.parseInt(rest); count > 0; count--) {
                    read(parts);
                }
            }
            default -> throw new IOException("This is not Redis' protocol: " + line);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The server has closed the connection.");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void prepare() {}

    @Override
    public void insert(long number) throws SQLException {
        List<String> _ = ask("SADD", "numbered", Long.toString(number));
        List<String> _ = ask("WAIT", "1", WAIT);
    }

    @Override
    public Set<Long> read() throws SQLException {
        Set<Long> numbers = new TreeSet<>();
        ask("SMEMBERS", "numbered").forEach(number -> numbers.add(Long.valueOf(number)));
        return numbers;
    }

    @Override
    public boolean isOpen() throws SQLException {
        try {
            List<String> _ = ask("SADD", "looks", "0");
            return true;
        } catch (SQLException refused) {
            if (refused.getCause() instanceof IOException) {
                throw refused;
            }
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            socket.close();
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }
}
