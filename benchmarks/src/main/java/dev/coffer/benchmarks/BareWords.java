package dev.coffer.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** How the engines' own programs make and start a server that lets its superuser in without a password. */
enum BareWords implements Bare.Words {
    MARIADB("mariadb-install-db and mariadbd") {
        @Override
        public List<List<String>> initialise(Path home) {
            return List.of(List.of(
                    "mariadb-install-db",
                    "--no-defaults",
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--datadir=" + home.resolve("data")));
        }

        @Override
        public List<String> serve(Path home, int port) {
            return List.of(
                    "mariadbd",
                    "--no-defaults",
                    "--socket=" + home.resolve("s"),
                    "--bind-address=127.0.0.1",
                    "--skip-name-resolve",
                    "--datadir=" + home.resolve("data"),
                    "--port=" + port);
        }

        @Override
        public boolean answers(int port) {
            return admits("jdbc:mariadb://127.0.0.1:%d/".formatted(port), "root");
        }
    },

    MYSQL("mysqld --initialize and mysqld") {
        @Override
        public List<List<String>> initialise(Path home) {
            return List.of(List.of(
                    "mysqld",
                    "--no-defaults",
                    "--initialize-insecure",
                    "--secure-file-priv=NULL",
                    "--datadir=" + home.resolve("data")));
        }

        @Override
        public List<String> serve(Path home, int port) {
            return List.of(
                    "mysqld",
                    "--no-defaults",
                    "--socket=" + home.resolve("s"),
                    "--bind-address=127.0.0.1",
                    "--mysqlx=OFF",
                    "--secure-file-priv=NULL",
                    "--pid-file=" + home.resolve("p"),
                    "--datadir=" + home.resolve("data"),
                    "--port=" + port);
        }

        @Override
        public boolean answers(int port) {
            return admits("jdbc:mariadb://127.0.0.1:%d/?sslMode=trust".formatted(port), "root");
        }
    },

    POSTGRESQL("initdb and postgres") {
        private static final String PROGRAMS = "/usr/lib/postgresql/18/bin/";

        @Override
        public List<List<String>> initialise(Path home) {
            return List.of(List.of(
                    PROGRAMS + "initdb",
                    "--username=root",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--pgdata=" + home.resolve("data")));
        }

        @Override
        public List<String> serve(Path home, int port) {
            return List.of(
                    PROGRAMS + "postgres",
                    "-D",
                    home.resolve("data").toString(),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=" + home,
                    "-p",
                    Integer.toString(port));
        }

        @Override
        public boolean answers(int port) {
            return admits("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "root");
        }
    },

    REDIS("redis-server") {
        @Override
        public List<List<String>> initialise(Path home) {
            return List.of();
        }

        @Override
        public List<String> serve(Path home, int port) {
            return keyValueServer("redis-server", home, port);
        }

        @Override
        public boolean answers(int port) {
            return pongs(port);
        }
    },

    VALKEY("valkey-server") {
        @Override
        public List<List<String>> initialise(Path home) {
            return List.of();
        }

        @Override
        public List<String> serve(Path home, int port) {
            return keyValueServer("valkey-server", home, port);
        }

        @Override
        public boolean answers(int port) {
            return pongs(port);
        }
    };

    private static final int PATIENCE = 1_000;

    private final String programs;

    BareWords(String programs) {
        this.programs = programs;
    }

    @Override
    public String programs() {
        return programs;
    }

    private static List<String> keyValueServer(String program, Path home, int port) {
        return List.of(
                program,
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--appendonly",
                "yes",
                "--dir",
                home.toString());
    }

    private static boolean admits(String url, String user) {
        try (Connection connection = DriverManager.getConnection(url, user, "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static boolean pongs(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }
}
