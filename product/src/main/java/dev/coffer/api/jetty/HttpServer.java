package dev.coffer.api.jetty;

import dev.coffer.api.Api;
import dev.coffer.listener.Crowd;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for the API's requests. */
public final class HttpServer implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int CONNECTIONS = 4096;
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final UriCompliance NAMES_IN_PATHS = UriCompliance.from(EnumSet.of(
            Violation.AMBIGUOUS_PATH_SEGMENT,
            Violation.AMBIGUOUS_EMPTY_SEGMENT,
            Violation.AMBIGUOUS_PATH_SEPARATOR,
            Violation.AMBIGUOUS_PATH_PARAMETER,
            Violation.AMBIGUOUS_PATH_ENCODING,
            Violation.BAD_UTF8_ENCODING,
            Violation.TRUNCATED_UTF8_ENCODING,
            Violation.BAD_PERCENT_ENCODING,
            Violation.SUSPICIOUS_PATH_CHARACTERS));

    private static final int STRANGERS = 1500;
    private static final int BACKLOG = 1024;

    private final Server server;
    private final Crowd crowd = new Crowd(STRANGERS);

    public HttpServer(Api api) {
        // As many threads as there are connections: those who only hold one must not keep others from being answered.
        VirtualThreadPool threads = new VirtualThreadPool(CONNECTIONS);
        threads.setName("api");
        server = new Server(threads);
        GracefulHandler graceful = new GracefulHandler(new ApiHandler(api, crowd));
        server.setHandler(graceful);
        server.setErrorHandler(new JsonErrors(api));
        server.setStopTimeout(STOP.toMillis());
    }

    /**
     * @param listen {@code host:port}; port 0 takes any free one
     * @return the port
     */
    public int start(String listen) throws Exception {
        int colon = listen.lastIndexOf(':');
        if (colon < 1 || !listen.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException("api.listen must be host:port, not " + listen + ".");
        }
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost(listen.substring(0, colon).replaceAll("[\\[\\]]", ""));
        connector.setPort(Integer.parseInt(listen.substring(colon + 1)));
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setReuseAddress(true);
        connector.setAcceptQueueSize(BACKLOG);
        connector.addBean(crowd);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(
                    "The API cannot listen on %s (%s). Free the port or set api.listen to another."
                            .formatted(listen, e.getMessage()),
                    e);
        }
        return connector.getLocalPort();
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // names in paths may hold encoded slashes, dots and percent signs; the router splits before it decodes
        http.setUriCompliance(NAMES_IN_PATHS);
        return http;
    }

    /** Takes no more requests, lets those that run finish, and closes. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("The API's listener did not stop in order", e);
        }
    }
}
