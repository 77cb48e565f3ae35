package dev.coffer.engine.mysql;

import dev.coffer.engine.server.UnixSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * Lets the driver use a Unix socket through Java's own channels; its own way needs JNA. Public because the driver makes it by name.
 */
public final class UnixSocketFactory extends ConfigurableSocketFactory {
    private @Nullable String path;

    @Override
    public void setConfiguration(Configuration configuration, String host) {
        this.path = configuration.localSocket();
    }

    @Override
    public Socket createSocket() throws IOException {
        if (path == null) {
            throw new IOException("The connection names no local socket.");
        }
        return new UnixSocket(Path.of(path));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket();
    }
}
