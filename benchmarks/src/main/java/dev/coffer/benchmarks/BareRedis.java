package dev.coffer.benchmarks;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Redis or Valkey by its own program.
 *
 * @param programs its name
 */
record BareRedis(String programs) implements Bare.Words {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int TIMEOUT = 30_000;
    private static final int MEBIBYTE = 1 << 20;

    @Override
    public List<List<String>> initialise(Path home) {
        return List.of();
    }

    @Override
    public List<String> serve(Path home, int port) {
        return List.of(
                programs,
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--appendonly",
                "yes",
                "--dir",
                home.toString());
    }

    @Override
    public boolean answers(int port) {
        try {
            return ask(port, "PING").equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String ask(int port, String command) throws IOException {
        try (Socket socket = connect("127.0.0.1", port)) {
            return ask(socket, command);
        }
    }

    /** First line of the answer to a command of words without blanks, or all of a text. */
    private static String ask(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream();
        String first = line(in);
        if (!first.startsWith("$")) {
            return first;
        }
        int length = Integer.parseInt(first.substring(1));
        return new String(in.readNBytes(length + 2), 0, length, StandardCharsets.UTF_8);
    }

    private static Socket connect(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address, port), TIMEOUT);
        socket.setSoTimeout(TIMEOUT);
        return socket;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void fill(int port) throws IOException {
        try (Socket socket = connect("127.0.0.1", port)) {
            fill(socket);
        }
    }

    @Override
    public void fill(Datastore.Tenant tenant) throws IOException {
        try (Socket socket = connect(tenant)) {
            fill(socket);
        }
    }

    private static Socket connect(Datastore.Tenant tenant) throws IOException {
        Socket socket = connect(tenant.address(), 6379);
        require(ask(socket, "AUTH %s %s".formatted(tenant.user(), tenant.password())));
        return socket;
    }

    @Override
    public boolean isFilled(Datastore.Tenant tenant) throws IOException {
        try (Socket socket = connect(tenant)) {
            return ask(socket, "EXISTS " + key(Seeding.MEBIBYTES - 1)).equals(":1");
        }
    }

    @Override
    public boolean sendsAfterwards() {
        return true;
    }

    private static String key(int number) {
        return "bulk:%04d".formatted(number);
    }

    private static void fill(Socket socket) throws IOException {
        byte[] value = new byte[MEBIBYTE];
        new Random(1).nextBytes(value);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        for (int i = 0; i < Seeding.MEBIBYTES; i++) {
            String key = key(i);
            out.write("*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n"
                    .formatted(key.length(), key, MEBIBYTE)
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(value);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            require(line(socket.getInputStream()));
        }
    }

    private static void require(String answer) {
        if (!answer.equals("+OK")) {
            throw new NotMeasured("The server could not be filled: " + answer);
        }
    }

    @Override
    public String copier() {
        return "REPLICAOF";
    }

    /** A second server follows the first until it has all of its data. */
    @Override
    public double copy(Bare from) throws IOException, InterruptedException {
        try (Bare to = from.another()) {
            double _ = to.start(this);
            long begin = System.nanoTime();
            require(ask(to.port(), "REPLICAOF 127.0.0.1 " + from.port()));
            while (!ask(to.port(), "INFO replication").contains("master_link_status:up")) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new NotMeasured("The bare replica did not get its data.");
                }
                Thread.sleep(LOOK);
            }
            return Clock.secondsSince(begin);
        }
    }
}
