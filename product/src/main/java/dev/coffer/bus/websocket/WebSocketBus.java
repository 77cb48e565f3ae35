package dev.coffer.bus.websocket;

import dev.coffer.bus.Bus;
import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Registrar;
import dev.coffer.bus.Wire;
import dev.coffer.listener.Crowd;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents' listener. An agent is who its client certificate says, if Coffer's authority issued it and the key is the one pinned for
 * that instance at the moment it connects.
 */
public final class WebSocketBus implements Bus {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketBus.class);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int MOST_CONNECTIONS = 20_000;
    /** Of agents that are not admitted yet, and of others. */
    private static final int STRANGERS = 1000;

    private static final int BACKLOG = 1024;

    private final String host;
    private volatile int port;
    private final CertificateAuthority authority;
    private final Registrar registrar;
    private final Duration silence;
    private final Wire wire = Wire.lenient();
    private final Crowd crowd = new Crowd(STRANGERS);
    private @Nullable Server server;
    private volatile @Nullable Lanes lanes;

    /** Cuts agents that are silent for 10 seconds, which is three of their pings. */
    public WebSocketBus(String listen, CertificateAuthority authority, Registrar registrar) {
        this(listen, authority, registrar, Duration.ofSeconds(10));
    }

    /**
     * @param listen {@code host:port}; port 0 for any
     * @param silence after which a connection counts as dead
     */
    public WebSocketBus(String listen, CertificateAuthority authority, Registrar registrar, Duration silence) {
        int colon = listen.lastIndexOf(':');
        this.host = listen.substring(0, colon);
        this.port = Integer.parseInt(listen.substring(colon + 1));
        this.authority = authority;
        this.registrar = registrar;
        this.silence = silence;
    }

    @Override
    public void start(Inbox inbox) throws Exception {
        Lanes made = new Lanes(inbox);
        lanes = made;
        Server jetty = new Server(new VirtualThreadPool(MOST_CONNECTIONS));
        ServerConnector listener = connector(jetty);
        jetty.addConnector(listener);
        jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, listener));
        WebSocketUpgradeHandler upgrade = WebSocketUpgradeHandler.from(jetty, container -> configure(container, made));
        upgrade.setHandler(new EnrolHandler(registrar, wire));
        jetty.setHandler(upgrade);
        server = jetty;
        try {
            jetty.start();
        } catch (IOException e) {
            jetty.stop();
            throw new IOException(
                    "The agents' listener cannot listen on %s:%d (%s). Free the port or set agents.listen to another."
                            .formatted(host, port, e.getMessage()),
                    e);
        }
        port = listener.getLocalPort();
        LOG.info("Agents connect at https://{}:{}.", host, port);
    }

    /** Where it listens, also when any port was asked for, once started. */
    public int port() {
        return port;
    }

    private ServerConnector connector(Server jetty) throws Exception {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(authority.serve("coffer-agents", names()).context());
        tls.setWantClientAuth(true);
        tls.setIncludeProtocols("TLSv1.3");
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(4096);
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector listener = new ServerConnector(
                jetty, 1, 1, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
        listener.setHost(host);
        listener.setPort(port);
        listener.setIdleTimeout(IDLE.toMillis());
        listener.setAcceptQueueSize(BACKLOG);
        listener.addBean(crowd);
        return listener;
    }

    private List<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of("127.0.0.1", "localhost"));
        if (!host.equals("0.0.0.0") && !host.contains(":") && !host.isEmpty()) {
            names.add(host);
        }
        return List.copyOf(names);
    }

    private void configure(ServerWebSocketContainer container, Lanes made) {
        container.setIdleTimeout(IDLE);
        container.setMaxTextMessageSize(Wire.LONGEST);
        container.setMaxFrameSize(Wire.LONGEST);
        container.setMaxBinaryMessageSize(1);
        container.addMapping(
                Enrolment.CONNECT, (request, response, callback) -> admit(request, response, callback, made));
    }

    private @Nullable AgentConnection admit(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback, Lanes made) {
        Optional<X509Certificate> shown = certificate(request);
        Optional<String> instance = shown.filter(Credentials::isAgent).flatMap(Credentials::commonName);
        if (shown.isEmpty() || instance.isEmpty()) {
            refuse(response, callback, "no agent's certificate was shown");
            return null;
        }
        PublicKey key = shown.get().getPublicKey();
        String instanceId = instance.get();
        if (!registrar.admits(instanceId, key)) {
            refuse(response, callback, "the identity of the agent of " + instanceId + " is revoked or replaced");
            return null;
        }
        crowd.leave(request.getConnectionMetaData().getConnection().getEndPoint());
        return new AgentConnection(instanceId, made, wire, silence, () -> registrar.admits(instanceId, key));
    }

    private static Optional<X509Certificate> certificate(ServerUpgradeRequest request) {
        if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData tls) {
            X509Certificate[] chain = tls.peerCertificates();
            return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
        }
        return Optional.empty();
    }

    private void refuse(ServerUpgradeResponse response, Callback callback, String reason) {
        LOG.warn("A connection was refused: {}.", reason);
        response.setStatus(HttpStatus.UNAUTHORIZED_401);
        String sentence = "The connection is refused: %s.".formatted(reason);
        Content.Sink.write(response, true, wire.writeRecord(new Enrolment.Refusal(sentence)), callback);
    }

    @Override
    public boolean send(String instanceId, Envelope envelope) {
        Lanes open = lanes;
        return open != null
                && open.find(instanceId)
                        .filter(connection -> connection.send(wire.write(envelope)))
                        .isPresent();
    }

    @Override
    public Set<String> connected() {
        Lanes open = lanes;
        return open == null ? Set.of() : open.taken();
    }

    @Override
    public void disconnect(String instanceId) {
        Lanes open = lanes;
        if (open != null) {
            open.find(instanceId).ifPresent(connection -> connection.cut("the control plane wants it to end"));
        }
    }

    @Override
    public void close() {
        Server jetty = server;
        if (jetty == null) {
            return;
        }
        try {
            jetty.stop();
        } catch (Exception e) {
            LOG.warn("The agents' listener did not stop in order.", e);
        }
    }
}
