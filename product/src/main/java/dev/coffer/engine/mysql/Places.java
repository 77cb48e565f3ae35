package dev.coffer.engine.mysql;

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
record Places(Node node) {
    private static final int SOCKET_PATH_LIMIT = 107;
    private static final int LARGEST_CERTIFICATE = 64 * 1024;

    Path dataDirectory() {
        return node.data().resolve("mariadb");
    }

    /** Prefix of directories that are being filled. */
    static final String UNFINISHED = "unfinished-";

    /** Temporary tables and files, on the volume, since the sandbox's own are memory. */
    Path temporary() {
        return node.data().resolve("tmp");
    }

    /** The only directory {@code LOAD_FILE} and {@code INTO OUTFILE} may use. */
    Path exchange() {
        return node.data().resolve("files");
    }

    Path standing() {
        return node.data().resolve("standing");
    }

    /** Names the version that used the data last. */
    Path dataVersion() {
        return node.data().resolve("version");
    }

    Path configuration() {
        return node.conf().resolve("my.cnf");
    }

    /** What a tenant has set; see {@link Overrides}. */
    Path overrides() {
        return node.conf().resolve("overrides");
    }

    Path startedOverrides() {
        return node.conf().resolve("overrides.started");
    }

    Path overridesFallback() {
        return node.conf().resolve("overrides.fallback");
    }

    Path processFile() {
        return node.run().resolve("engine.pid");
    }

    Path errorLog() {
        return node.log().resolve("error.log");
    }

    Path generalLog() {
        return node.log().resolve("general.log");
    }

    Path slowLog() {
        return node.log().resolve("slow.log");
    }

    /** Which logs a tenant has switched on. */
    Path enabledLogs() {
        return node.conf().resolve("logs");
    }

    Path agentPassword() {
        return node.secrets().resolve("engine-password");
    }

    Path replicationPassword() {
        return node.secrets().resolve("replication-password");
    }

    Path authority() {
        return node.tls().resolve("ca.pem");
    }

    Path certificate() {
        return node.tls().resolve("server.crt");
    }

    Path key() {
        return node.tls().resolve("server.key");
    }

    boolean hasTls() {
        return Files.isReadable(authority()) && Files.exists(certificate()) && Files.exists(key());
    }

    /** Null when there is none that can be read. */
    @Nullable String readCertificate() {
        try {
            return Files.size(certificate()) <= LARGEST_CERTIFICATE ? Files.readString(certificate()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    Path socket() {
        Path socket = node.run().resolve("mariadb.sock");
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
