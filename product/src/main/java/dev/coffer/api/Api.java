package dev.coffer.api;

import dev.coffer.backup.ObjectStore;
import dev.coffer.bus.Agents;
import dev.coffer.engine.Engines;
import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.identity.Identity;
import dev.coffer.identity.Identity.Credentials;
import dev.coffer.log.LogLine;
import dev.coffer.log.Requests;
import dev.coffer.operations.Operations;
import dev.coffer.policy.Policy;
import dev.coffer.policy.RateLimits;
import dev.coffer.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** The whole API: from a request to its answer, without a socket. */
public final class Api {
    private static final Logger ACCESS = LoggerFactory.getLogger("dev.coffer.api.access");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Code behind a route that anybody may use. */
    @FunctionalInterface
    private interface Open {
        Response handle(Request request);
    }

    private final Identity identity;
    private final Settings settings;
    private final Monitoring monitoring;
    private final MetricsResource metrics;
    private final Router<Open> open = new Router<>();
    private final Router<KeystoneResource.Handler> keystone = new Router<>();
    private final Router<Call.Handler> compute = new Router<>();
    private final Routes trove = new Routes();
    private final Router<SwiftResource.Handler> swift = new Router<>();
    private final Policy policy;
    private final RateLimits rates;

    /** What the API stands on. */
    public record Parts(
            Store store,
            Operations operations,
            Agents agents,
            Engines engines,
            Identity identity,
            Policy policy,
            InstantSource clock,
            Monitoring monitoring,
            ObjectStore objects) {}

    /** How the API is watched. */
    public record Monitoring(
            Installation installation, Exposition exposition, RequestObserver observer, Requests requests) {}

    /**
     * What is known of the process that answers.
     *
     * @param started when it was
     * @param store kind of its metadata store
     * @param agentsConnected to it
     */
    public record Installation(String version, Instant started, String store, IntSupplier agentsConnected) {}

    /** What is learned of a request on its way. */
    private static final class Trail {
        private final String id = requestId();
        private final long started = System.nanoTime();
        private String route = RequestObserver.NO_ROUTE;

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - started);
        }

        /** The handler, when the request fits a route. */
        <H> Optional<Router.Match<H>> follow(Router<H> router, Request request) {
            Optional<Router.Match<H>> match = router.find(request.method(), request.path());
            match.ifPresent(found -> route = found.route());
            return match;
        }
    }

    public Api(Parts parts, Settings settings) {
        this.identity = parts.identity();
        this.settings = settings;
        this.monitoring = parts.monitoring();
        this.metrics = new MetricsResource(monitoring.exposition());
        this.policy = parts.policy();
        this.rates = new RateLimits(settings.rates(), parts.clock());
        Context context = new Context(
                parts.store(), parts.operations(), parts.agents(), parts.engines(), policy, settings, parts.clock());
        openRoutes();
        new KeystoneResource(identity, settings).routes(keystone);
        InstancesResource instances = new InstancesResource(context);
        instances.routes(trove);
        new ManagedInstancesResource(context, instances).routes(trove);
        new ComputeResource(context).routes(compute);
        new OperationsResource(context).routes(trove);
        new UsersResource(context).routes(trove);
        new DatabasesResource(context).routes(trove);
        new RootResource(context).routes(trove);
        new LogsResource(context, parts.objects()).routes(trove);
        new TlsResource(context).routes(trove);
        new SwiftResource(parts.objects()).routes(swift);
        new DatastoresResource(context).routes(trove);
        new ConfigurationsResource(context).routes(trove);
        new ConfigurationAttachment(context).routes(trove);
        new ParametersResource(context).routes(trove);
        new ManagedParametersResource(context).routes(trove);
        new DatastoreVersionsResource(context).routes(trove);
        new ModulesResource(context).routes(trove);
        new InstanceModulesResource(context).routes(trove);
        new BackupsResource(context).routes(trove);
        new BackupStrategiesResource(context).routes(trove);
        new ClustersResource(context).routes(trove);
        new HealthResource(context, monitoring.installation()).routes(trove);
        new LimitsResource(context, rates).routes(trove);
        new QuotasResource(context).routes(trove);
        new OffersResource(context).routes(trove);
        new OffersAdministration(context).routes(trove);
    }

    private void openRoutes() {
        ServiceResource service =
                new ServiceResource(settings, () -> identity.tokens().isPresent());
        open.on("GET", "/", service::versions)
                .on("GET", "/healthcheck", service::health)
                .on("GET", "/metrics", request -> metrics.show(authenticate(request, Credentials.Basic.ANY_PROJECT)));
        for (String path : List.of("/v1.0", "/v1.0/", Routes.PROJECT, Routes.PROJECT + "/")) {
            open.on("GET", path, service::troveVersion);
        }
        for (String path : List.of("/compute/v2.1", "/compute/v2.1/")) {
            open.on("GET", path, request -> ComputeResource.version(request, settings));
        }
        open.on("GET", "/compute/", request -> ComputeResource.versions(request, settings));
        if (identity.tokens().isPresent()) {
            open.on("GET", "/v3", service::keystoneVersion).on("GET", "/v3/", service::keystoneVersion);
        }
    }

    /** Rules of all routes below a project. */
    Set<String> rules() {
        return trove.rules();
    }

    /** Every route, as {@code GET /path}. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>(open.routes());
        routes.addAll(keystone.routes());
        routes.addAll(compute.routes());
        routes.addAll(trove.all());
        routes.addAll(swift.routes());
        return routes;
    }

    public Response handle(Request request) {
        Trail trail = new Trail();
        return monitoring.requests().answer(trail.id, () -> {
            Response response = challenged(request, answer(request, trail)).with("X-Openstack-Request-Id", trail.id);
            tell(request, trail, response);
            return response;
        });
    }

    /** What was read without trouble is no news: clients that wait for something ask again and again. */
    private void tell(Request request, Trail trail, Response response) {
        Duration took = trail.took();
        monitoring.observer().answered(request.method(), trail.route, response.status(), took);
        boolean news = !READING.contains(request.method()) || response.status() >= 400;
        try (var _ = MDC.putCloseable(LogLine.OPERATION, response.headers().get(Response.OPERATION))) {
            ACCESS.atLevel(news ? Level.INFO : Level.DEBUG)
                    .log("{} {} {} {} ms", request.method(), request.path(), response.status(), took.toMillis());
        }
    }

    /** The answer where an error was found before there was a request to handle. */
    public Response refused(String method, int status, String message) {
        String id = requestId();
        monitoring.observer().answered(method, RequestObserver.NO_ROUTE, status, Duration.ZERO);
        try (var _ = MDC.putCloseable(LogLine.REQUEST, id)) {
            ACCESS.info("{} was refused with {}: {}", method, status, message);
        }
        return new Response(status, Map.of("Content-Type", Response.JSON), Faults.body(status, message))
                .with("X-Openstack-Request-Id", id);
    }

    private static String requestId() {
        return "req-" + UUID.randomUUID();
    }

    /** Clients learn from a 401 where to log in. */
    private Response challenged(Request request, Response response) {
        if (response.status() == 401 && request.path().equals("/metrics")) {
            return response.with("WWW-Authenticate", "Basic realm=\"Coffer\"");
        }
        String uri = Links.base(request, settings.publicUrl()) + "/v3";
        return response.status() == 401
                ? response.with("WWW-Authenticate", "Keystone uri=\"%s\"".formatted(uri))
                : response;
    }

    private Response answer(Request request, Trail trail) {
        boolean forKeystone =
                request.path().startsWith("/v3/") || request.path().equals("/v3");
        try {
            if (request.method().equals("OPTIONS")) {
                return new Response(200, Map.of(), new byte[0]);
            }
            Optional<Router.Match<Open>> anybody = trail.follow(open, request);
            if (anybody.isPresent()) {
                return anybody.get().handler().handle(request);
            }
            if (request.path().startsWith(SwiftResource.ROOT)) {
                return answerSwift(request, trail);
            }
            if (ComputeResource.isFor(request.path())) {
                return answerCompute(request, trail);
            }
            return forKeystone ? answerKeystone(request, trail) : answerTrove(request, trail);
        } catch (Unauthenticated e) {
            return Faults.keystone(e.fault);
        } catch (RuntimeException e) {
            return forKeystone ? Faults.keystone(e) : Faults.trove(e);
        }
    }

    private Response answerKeystone(Request request, Trail trail) {
        Router.Match<KeystoneResource.Handler> match =
                trail.follow(keystone, request).orElseThrow(Api::noRoute);
        return match.handler().handle(request, match.parameters());
    }

    private Response answerSwift(Request request, Trail trail) {
        Router.Match<SwiftResource.Handler> match = trail.follow(swift, request).orElseThrow(Api::noRoute);
        String projectId = SwiftResource.project(match.parameters());
        Caller caller = authenticate(request, projectId);
        if (!caller.projectId().equals(projectId) && !caller.isAdmin()) {
            throw Fault.forbidden("Objects of another project cannot be accessed.");
        }
        return match.handler().handle(request, match.parameters());
    }

    private Response answerCompute(Request request, Trail trail) {
        Caller caller = authenticate(request, Credentials.Basic.ANY_PROJECT);
        Router.Match<Call.Handler> match = trail.follow(compute, request).orElseThrow(Api::noRoute);
        return match.handler().handle(new Call(request, match.parameters(), caller, ""));
    }

    private Response answerTrove(Request request, Trail trail) {
        List<String> segments = Router.segments(request.path());
        if (!segments.getFirst().equals("v1.0") || segments.size() < 2) {
            throw noRoute();
        }
        String projectId = PercentCoding.decode(segments.get(1));
        Caller caller = authenticate(request, projectId);
        if (!caller.projectId().equals(projectId)) {
            throw Fault.forbidden("User with tenant id %s cannot access this resource.".formatted(caller.projectId()));
        }
        boolean management = segments.size() > 2 && segments.get(2).equals("mgmt");
        Optional<RateLimits.Excess> excess = rates.count(projectId, request.method(), management);
        if (excess.isPresent()) {
            return LimitsResource.refusal(excess.get());
        }
        Router.Match<Routes.Guarded> match =
                trail.follow(trove.router(), request).orElseThrow(Api::noRoute);
        String rule = match.handler().rule();
        policy.admit(rule, caller);
        return match.handler().handler().handle(new Call(request, match.parameters(), caller, rule));
    }

    private Caller authenticate(Request request, String projectId) {
        try {
            return policy.recognised(identity.authenticate(credentials(request, projectId)));
        } catch (Fault fault) {
            throw fault.kind() == Fault.Kind.UNAUTHORIZED ? new Unauthenticated(fault) : fault;
        }
    }

    /** Nobody knows who is calling; told in the words of Keystone's middleware, as in front of Trove. */
    private static final class Unauthenticated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Fault fault;

        Unauthenticated(Fault fault) {
            super(fault);
            this.fault = fault;
        }
    }

    private static Fault noRoute() {
        return Fault.notFound("The resource could not be found.");
    }

    private static Credentials credentials(Request request, String projectId) {
        Optional<String> token = request.header("X-Auth-Token").filter(text -> !text.isEmpty());
        if (token.isPresent()) {
            return new Credentials.Token(token.get());
        }
        return request.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, "Basic ", 0, 6))
                .flatMap(header -> basic(header.substring(6).strip(), projectId, request.source()))
                .orElseThrow(() -> new Fault(Fault.Kind.UNAUTHORIZED, Faults.UNAUTHENTICATED));
    }

    private static Optional<Credentials> basic(String encoded, String projectId, String source) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(new Credentials.Basic(
                            pair.substring(0, colon), pair.substring(colon + 1), projectId, source));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
