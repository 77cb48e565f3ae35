package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Identity;
import dev.coffer.identity.Tokens;
import dev.coffer.identity.Tokens.Issued;
import dev.coffer.identity.Tokens.Login;
import dev.coffer.identity.Tokens.Project;
import dev.coffer.identity.Tokens.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** As much of Keystone's v3 API as clients of Trove need to log in and find their way. There is one domain. */
final class KeystoneResource {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Code behind a route; these requests have no project yet. */
    @FunctionalInterface
    interface Handler {
        Response handle(Request request, Map<String, String> path);
    }

    private final Identity identity;
    private final Settings settings;

    KeystoneResource(Identity identity, Settings settings) {
        this.identity = identity;
        this.settings = settings;
    }

    void routes(Router<Handler> router) {
        router.on("POST", "/v3/auth/tokens", (request, path) -> issue(request))
                .on("GET", "/v3/auth/tokens", (request, path) -> inspect(request))
                .on("HEAD", "/v3/auth/tokens", (request, path) -> inspect(request))
                .on("DELETE", "/v3/auth/tokens", (request, path) -> revoke(request))
                .on("GET", "/v3/auth/catalog", (request, path) -> catalog(request))
                .on("GET", "/v3/auth/projects", (request, path) -> ownProjects(request))
                .on("GET", "/v3/projects", (request, path) -> projects(request))
                .on("GET", "/v3/projects/{id}", this::project)
                .on("GET", "/v3/users/{id}/projects", this::projectsOf);
    }

    private Tokens tokens() {
        return identity.tokens().orElseThrow(() -> Fault.notFound("The resource could not be found."));
    }

    private Response issue(Request request) {
        JsonNode auth = Call.body(request).path("auth");
        Issued issued = tokens().issue(login(auth.path("identity"), request), scope(auth.path("scope")));
        boolean withCatalog = !request.parameters().containsKey("nocatalog");
        return Response.json(201, view(issued, request, withCatalog)).with("X-Subject-Token", issued.token());
    }

    private static Login login(JsonNode identity, Request request) {
        List<String> methods =
                identity.path("methods").valueStream().map(JsonNode::asString).toList();
        if (methods.contains("password")) {
            JsonNode user = identity.path("password").path("user");
            Optional<String> id = text(user, "id");
            String name = id.or(() -> text(user, "name")).orElseThrow(() -> Fault.badRequest("The user is missing."));
            if (id.isEmpty()) {
                requireDomain(user.path("domain"));
            }
            String password = text(user, "password").orElseThrow(() -> Fault.badRequest("The password is missing."));
            return new Login.Password(name, id.isPresent(), password, request.source());
        }
        if (methods.contains("token")) {
            return new Login.ByToken(text(identity.path("token"), "id")
                    .orElseThrow(() -> Fault.badRequest("The id of the token is missing.")));
        }
        if (methods.contains("application_credential")) {
            JsonNode credential = identity.path("application_credential");
            return new Login.ApplicationCredential(
                    text(credential, "id")
                            .or(() -> text(credential, "name"))
                            .orElseThrow(() -> Fault.badRequest("The application credential's id is missing.")),
                    text(credential, "secret")
                            .orElseThrow(() -> Fault.badRequest("The application credential's secret is missing.")));
        }
        if (methods.isEmpty()) {
            throw Fault.badRequest("The body must have auth.identity.methods.");
        }
        throw unauthorized("Only the methods password, token and application_credential are supported here, not %s."
                .formatted(Python.quote(methods.getFirst())));
    }

    private static Optional<Scope> scope(JsonNode scope) {
        if (scope.has("domain") || scope.has("system")) {
            throw unauthorized("Tokens are given out for projects only, not for a domain or the system.");
        }
        JsonNode project = scope.path("project");
        Optional<String> id = text(project, "id");
        Optional<String> name = text(project, "name");
        if (id.isEmpty() && name.isPresent()) {
            requireDomain(project.path("domain"));
        }
        return id.or(() -> name).map(wanted -> new Scope(wanted, id.isPresent()));
    }

    private static void requireDomain(JsonNode domain) {
        boolean ours = text(domain, "id").filter("default"::equals).isPresent()
                || text(domain, "name").filter("Default"::equalsIgnoreCase).isPresent()
                || domain.isMissingNode();
        if (!ours) {
            throw unauthorized("The only domain is Default.");
        }
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.path(name).stringValueOpt().filter(text -> !text.isEmpty());
    }

    private Issued requester(Request request) {
        return request.header("X-Auth-Token")
                .flatMap(this::valid)
                .orElseThrow(() -> unauthorized(Faults.UNAUTHENTICATED));
    }

    private Optional<Issued> valid(String token) {
        try {
            return Optional.of(tokens().inspect(token));
        } catch (Fault notFound) {
            return Optional.empty();
        }
    }

    /** The subject's own token may be looked at by itself and by administrators. */
    private Issued subject(Request request) {
        Issued requester = requester(request);
        String token = request.header("X-Subject-Token")
                .orElseThrow(() -> Fault.badRequest("The header X-Subject-Token is missing."));
        if (!token.equals(requester.token()) && !isAdmin(requester)) {
            throw Fault.forbidden("Only an administrator may ask about the token of someone else.");
        }
        return tokens().inspect(token);
    }

    private Response inspect(Request request) {
        Issued subject = subject(request);
        boolean withCatalog = !request.parameters().containsKey("nocatalog");
        Response response = Response.ok(view(subject, request, withCatalog));
        return response.with("X-Subject-Token", subject.token());
    }

    private Response revoke(Request request) {
        tokens().revoke(subject(request).token());
        return Response.empty(204);
    }

    private Response catalog(Request request) {
        Issued requester = requester(request);
        ObjectNode body = Json.object();
        body.set("catalog", catalog(requester, request));
        body.putObject("links").put("self", base(request) + "/v3/auth/catalog");
        return Response.ok(body);
    }

    private Response ownProjects(Request request) {
        return projects(request, tokens().projectsOf(requester(request).userId()));
    }

    private Response projectsOf(Request request, Map<String, String> path) {
        Issued requester = requester(request);
        String user = path.getOrDefault("id", "");
        if (!requester.userId().equals(user) && !isAdmin(requester)) {
            throw Fault.forbidden("Only an administrator may list the projects of someone else.");
        }
        return projects(request, tokens().projectsOf(user));
    }

    private List<Project> visible(Issued requester) {
        return isAdmin(requester) ? tokens().projects() : tokens().projectsOf(requester.userId());
    }

    private Response projects(Request request) {
        Optional<String> name = request.parameter("name");
        List<Project> found = visible(requester(request)).stream()
                .filter(project -> name.isEmpty() || project.name().equals(name.get()))
                .toList();
        return projects(request, found);
    }

    private Response project(Request request, Map<String, String> path) {
        String id = path.getOrDefault("id", "");
        return visible(requester(request)).stream()
                .filter(project -> project.id().equals(id))
                .findFirst()
                .map(project -> Response.ok(Json.wrap("project", view(project, request))))
                .orElseThrow(() -> Fault.notFound("Could not find project: %s.".formatted(id)));
    }

    private Response projects(Request request, List<Project> projects) {
        ArrayNode rows = Json.array();
        projects.forEach(project -> rows.add(view(project, request)));
        ObjectNode body = Json.wrap("projects", rows);
        body.putObject("links")
                .put("self", base(request) + request.path())
                .putNull("previous")
                .putNull("next");
        return Response.ok(body);
    }

    private static boolean isAdmin(Issued issued) {
        return issued.roles().contains("admin");
    }

    private String base(Request request) {
        return Links.base(request, settings.publicUrl());
    }

    private ObjectNode view(Project project, Request request) {
        ObjectNode view = Json.object()
                .put("id", project.id())
                .put("name", project.name())
                .put("domain_id", "default")
                .put("parent_id", "default")
                .put("description", "")
                .put("enabled", true)
                .put("is_domain", false);
        view.putArray("tags");
        view.putObject("options");
        view.putObject("links").put("self", base(request) + "/v3/projects/" + project.id());
        return view;
    }

    private ObjectNode view(Issued issued, Request request, boolean withCatalog) {
        ObjectNode token = Json.object();
        ArrayNode methods = token.putArray("methods");
        issued.methods().forEach(methods::add);
        ObjectNode user = token.putObject("user").put("id", issued.userId()).put("name", issued.userName());
        user.set("domain", domain());
        user.putNull("password_expires_at");
        token.putArray("audit_ids").add(issued.auditId());
        token.put("issued_at", date(issued.issued()));
        token.put("expires_at", date(issued.expires()));
        Project project = issued.project();
        if (project != null) {
            token.putObject("project")
                    .put("id", project.id())
                    .put("name", project.name())
                    .set("domain", domain());
            token.put("is_domain", false);
            ArrayNode roles = token.putArray("roles");
            issued.roles().stream()
                    .sorted()
                    .forEach(role ->
                            roles.addObject().put("id", hexId("role/" + role)).put("name", role));
            if (withCatalog) {
                token.set("catalog", catalog(issued, request));
            }
        }
        return Json.wrap("token", token);
    }

    private ArrayNode catalog(Issued issued, Request request) {
        ArrayNode catalog = Json.array();
        Project project = issued.project();
        if (project != null) {
            catalog.add(service("database", "trove", base(request) + "/v1.0/" + project.id()));
            catalog.add(service("object-store", "swift", base(request) + SwiftResource.account(project.id())));
            catalog.add(service("compute", "nova", ComputeResource.url(base(request))));
            catalog.add(service("identity", "keystone", base(request) + "/v3"));
        }
        return catalog;
    }

    private ObjectNode service(String type, String name, String url) {
        ObjectNode service = Json.object()
                .put("id", hexId("service/" + type))
                .put("type", type)
                .put("name", name);
        ArrayNode endpoints = service.putArray("endpoints");
        for (String side : List.of("public", "internal", "admin")) {
            endpoints
                    .addObject()
                    .put("id", hexId("endpoint/" + type + "/" + side))
                    .put("interface", side)
                    .put("region", settings.region())
                    .put("region_id", settings.region())
                    .put("url", url);
        }
        return service;
    }

    private static ObjectNode domain() {
        return Json.object().put("id", "default").put("name", "Default");
    }

    private static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** Ids of things that have only a name here; always the same for the same thing. */
    private static String hexId(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    private static Fault unauthorized(String message) {
        return new Fault(Fault.Kind.UNAUTHORIZED, message);
    }
}
