package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.Tls;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encryption of tenants' connections. Every instance has a certificate of this installation's authority from the beginning; bringing
 * one's own would need a key manager, which there is none of here.
 */
final class TlsResource {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final Set<String> YES = Set.of("1", "true", "t", "yes", "y", "on");
    private static final List<String> VERBS = List.of("enable", "disable", "rollback");

    private final Context context;

    TlsResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String ssl = "/instances/{id}/ssl";
        routes.on("GET", ssl, "instance:show", this::show).on("POST", ssl, "instance:update", this::change);
    }

    private Response show(Call call) {
        Instance instance = context.read(tx -> context.instance(tx, call));
        Result result = context.agents().ask(instance.id(), new Command.ShowTls(), Context.ANSWER);
        Tls tls = switch (result) {
            case Result.Encryption(Tls found) -> found;
            case Result.Failed failed -> throw Fault.unprocessable(failed.message());
            default -> throw new IllegalStateException("The agent answered with " + result + ".");
        };
        ObjectNode view = Json.object().put("status", tls.on() ? "on" : "off").put("mode", "builtin");
        String wanted =
                call.request().parameter("include_certificate").orElse("").toLowerCase(Locale.ROOT);
        if (YES.contains(wanted)) {
            certificate(tls.certificate()).ifPresent(certificate -> view.set("certificate", view(certificate)));
        }
        return Response.ok(Json.wrap("ssl", view));
    }

    /** What the agent gave, if it is a certificate; nothing else is shown. */
    private static Optional<X509Certificate> certificate(@Nullable String pem) {
        if (pem == null) {
            return Optional.empty();
        }
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode view(X509Certificate certificate) {
        ObjectNode view = Json.object()
                .put("cn", commonName(certificate))
                .put("expire_at", DATE.format(certificate.getNotAfter().toInstant()));
        alternativeNames(certificate).forEach(view.putArray("san")::add);
        return view.put("payload", pem(certificate));
    }

    private static String commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateException e) {
            return List.of();
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()));
        } catch (CertificateException e) {
            throw new IllegalStateException("A certificate was read that cannot be written.", e);
        }
    }

    private Response change(Call call) {
        JsonNode wish = call.body(Schemas.TLS_ACTION).path("ssl");
        List<String> verbs = VERBS.stream()
                .filter(verb -> wish.path(verb).booleanValue(false))
                .toList();
        if (verbs.size() != 1) {
            throw Fault.badRequest("Exactly one of 'enable', 'disable' and 'rollback' must be true.");
        }
        String verb = verbs.getFirst();
        if (verb.equals("enable") && !wish.has("container_ref")) {
            throw Fault.badRequest("'container_ref' is required to enable SSL.");
        }
        Instance instance = context.read(tx -> context.instance(tx, call));
        throw switch (verb) {
            case "enable" ->
                new Fault(
                        Fault.Kind.NOT_IMPLEMENTED,
                        "Certificates of one's own are not supported, since there is no key manager here to take them from. Instance %s has encryption already, with a certificate of this installation's authority."
                                .formatted(instance.id()));
            case "disable" ->
                Fault.unprocessable(
                        "Not supported: encryption of instance %s cannot be disabled. Clients that do not want it need not use it."
                                .formatted(instance.id()));
            default ->
                Fault.unprocessable(
                        "There is nothing to roll back: the certificate of instance %s was never changed by a request."
                                .formatted(instance.id()));
        };
    }
}
