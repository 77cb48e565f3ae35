package dev.coffer.agent;

import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Wire;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * The agent's and the engine's keys and certificates. Keys are made here, once, and never leave; enrolling has them certified. Every
 * step is on disk before the next, and the agent's certificate is written last: until it is there, enrolling starts over.
 */
final class Identity {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final System.Logger LOG = System.getLogger(Identity.class.getName());

    private final AgentSettings settings;
    private final AgentFiles files;
    private final Wire wire;

    Identity(AgentSettings settings, AgentFiles files, Wire wire) {
        this.settings = settings;
        this.files = files;
        this.wire = wire;
    }

    /** The agent's credentials, after enrolling when they are not there yet or a new invitation is. */
    Credentials obtain() throws IOException, GeneralSecurityException, InterruptedException {
        if (!Files.exists(files.certificate()) || Files.exists(files.token())) {
            enrol();
        }
        return stored();
    }

    Credentials stored() throws IOException, GeneralSecurityException {
        return new Credentials(
                Pem.privateKey(Files.readString(files.key())),
                Pem.certificate(Files.readString(files.certificate())),
                authority());
    }

    boolean isEnrolled() {
        return Files.exists(files.certificate());
    }

    private X509Certificate authority() throws IOException, GeneralSecurityException {
        return Pem.certificate(Files.readString(files.authority()));
    }

    private void enrol() throws IOException, GeneralSecurityException, InterruptedException {
        String token =
                Files.exists(files.token()) ? Files.readString(files.token()).strip() : "";
        KeyPair agent = keyPair(files.key());
        KeyPair engine = keyPair(files.tls().resolve("server.key"));
        Enrolment.Answer answer = ask(request(token, agent, engine));
        if (!Pem.certificate(answer.agentCertificate()).getPublicKey().equals(agent.getPublic())) {
            throw new GeneralSecurityException("The control plane certified a key that is not this agent's.");
        }
        AtomicFile.write(files.tls().resolve("server.crt"), answer.engineCertificate());
        AtomicFile.write(files.tls().resolve("ca.pem"), answer.authority());
        AtomicFile.write(files.certificate(), answer.agentCertificate());
        Files.deleteIfExists(files.token());
        LOG.log(System.Logger.Level.INFO, "Enrolled at {0}.", settings.controlPlane());
    }

    private Enrolment.Request request(String token, KeyPair agent, KeyPair engine) throws GeneralSecurityException {
        String agentKey = Pem.base64(agent.getPublic());
        String engineKey = Pem.base64(engine.getPublic());
        Signature signature = Signature.getInstance(Enrolment.PROOF);
        signature.initSign(agent.getPrivate());
        signature.update(Enrolment.signed(settings.instanceId(), agentKey, engineKey));
        return Enrolment.Request.of(settings.instanceId(), token, agentKey, engineKey, signature.sign());
    }

    private Enrolment.Answer ask(Enrolment.Request request)
            throws IOException, GeneralSecurityException, InterruptedException {
        byte[] body = wire.writeRecord(request).getBytes(StandardCharsets.UTF_8);
        URI controlPlane = settings.controlPlane();
        try (Door door = Door.open(controlPlane, Credentials.anonymous(authority()), PATIENCE)) {
            // Of HTTP 1.0, so that the answer comes in one piece and ends the connection.
            Door.Answer answer =
                    door.ask("""
                    POST %s HTTP/1.0
                    Host: %s
                    Content-Type: application/json
                    Content-Length: %d""".formatted(Enrolment.PATH, controlPlane.getAuthority(), body.length), body);
            if (answer.status() == 401) {
                throw new Refused("The control plane refused this agent's enrolment.");
            }
            if (answer.status() != 200) {
                throw new IOException(
                        "The control plane answered the enrolment with status %d.".formatted(answer.status()));
            }
            return wire.read(door.body(), Enrolment.Answer.class);
        } catch (Wire.Malformed e) {
            throw new IOException("The control plane answered the enrolment with something else.", e);
        }
    }

    /** The key pair in this file, made when there is none. */
    private static KeyPair keyPair(Path file) throws IOException, GeneralSecurityException {
        Path half = file.resolveSibling(file.getFileName() + ".pub");
        if (Files.exists(file) && Files.exists(half)) {
            PrivateKey key = Pem.privateKey(Files.readString(file));
            PublicKey open = Pem.publicKey(Files.readString(half).strip());
            return new KeyPair(open, key);
        }
        // Never a new private key beside the public key of an old one.
        Files.deleteIfExists(half);
        KeyPair made = Credentials.newKey();
        AtomicFile.write(file, Pem.of(made.getPrivate()));
        AtomicFile.write(half, Pem.base64(made.getPublic()));
        return made;
    }

    /** The control plane knows this agent and wants nothing of it, or does not know it. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
