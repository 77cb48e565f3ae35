package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a server are.
 *
 * <p>The data directory is a directory inside {@code data}. It is made, or a seed is unpacked, beside its place and renamed when it is
 * complete: that it exists is the proof that it is whole.
 */
public interface Places {
    /** In bytes. Java takes one less than the kernel would. */
    int SOCKET_PATH_LIMIT = 106;

    int LARGEST_CERTIFICATE = 64 * 1024;

    Node node();

    Path dataDirectory();

    /** Temporary tables and files, on the volume, since the sandbox's own are memory. */
    default Path temporary() {
        return node().data().resolve("tmp");
    }

    default Path standing() {
        return node().data().resolve("standing");
    }

    /** What was said of {@link dev.coffer.model.Synchrony}. */
    default Path synchrony() {
        return node().data().resolve("synchrony");
    }

    /** Names the version that used the data last. */
    default Path dataVersion() {
        return node().data().resolve("version");
    }

    default Path processFile() {
        return node().run().resolve("engine.pid");
    }

    default Path errorLog() {
        return node().log().resolve("error.log");
    }

    /** Which logs a tenant has switched on. */
    default Path enabledLogs() {
        return node().conf().resolve("logs");
    }

    default Path agentPassword() {
        return node().secrets().resolve("engine-password");
    }

    default Path replicationPassword() {
        return node().secrets().resolve("replication-password");
    }

    default Path authority() {
        return node().tls().resolve("ca.pem");
    }

    default Path certificate() {
        return node().tls().resolve("server.crt");
    }

    default Path key() {
        return node().tls().resolve("server.key");
    }

    default boolean hasTls() {
        return Files.isReadable(authority()) && Files.exists(certificate()) && Files.exists(key());
    }

    /** Null when there is none that can be read. */
    default @Nullable String readCertificate() {
        try {
            return Files.size(certificate()) <= LARGEST_CERTIFICATE ? Files.readString(certificate()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** @param name of the socket in the directory of the server's run */
    default Path socket(String name) {
        Path socket = node().run().resolve(name);
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_LIMIT) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The path of the instance's directory is too long: %s has %d bytes, a socket's path may have %d. Use a shorter home directory."
                            .formatted(socket, length, SOCKET_PATH_LIMIT));
        }
        return socket;
    }
}
