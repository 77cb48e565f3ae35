package dev.coffer.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The door at which agents get their identity, over one connection. Answers are status codes. */
final class Door implements AutoCloseable {
    static final String ENROL = "/agent/v1/enrol";

    private final URI enrol;
    private final HttpClient client;

    Door(Loot loot) throws GeneralSecurityException, IOException {
        enrol = loot.controlPlane().resolve(ENROL);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(loot.tls())
                .build();
    }

    int enrol(String instance, String token, PrivateKey key, PublicKey open)
            throws GeneralSecurityException, IOException, InterruptedException {
        return post(request(instance, token, key, open));
    }

    /** With a proof that holds. */
    static String request(String instance, String token, PrivateKey key, PublicKey open)
            throws GeneralSecurityException {
        String agentKey = Base64.getEncoder().encodeToString(open.getEncoded());
        String engineKey =
                Base64.getEncoder().encodeToString(Forger.newKey().getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(String.join("\n", "coffer enrolment", instance, agentKey, engineKey)
                .getBytes(StandardCharsets.UTF_8));
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "instance", instance,
                        "token", token,
                        "agentKey", agentKey,
                        "engineKey", engineKey,
                        "proof", Base64.getEncoder().encodeToString(signature.sign())));
    }

    int post(String body) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(enrol)
                                .timeout(Duration.ofSeconds(30))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
