package dev.coffer.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    Path directory;

    @Test
    void a_path_as_long_as_is_allowed_can_be_connected_to_and_no_longer_one() throws IOException {
        Path longest = path(Places.SOCKET_PATH_LIMIT);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                UnixSocket client = new UnixSocket(longest)) {
            server.bind(UnixDomainSocketAddress.of(longest));
            client.connect(null);
            assertThat(client.isConnected()).isTrue();
        }
        try (UnixSocket client = new UnixSocket(path(Places.SOCKET_PATH_LIMIT + 1))) {
            assertThatThrownBy(() -> client.connect(null)).isInstanceOf(SocketException.class);
        }
    }

    private Path path(int bytes) throws IOException {
        Path parent = Files.createDirectories(directory.resolve("a"));
        return parent.resolve("s".repeat(bytes - parent.toString().length() - 1));
    }
}
