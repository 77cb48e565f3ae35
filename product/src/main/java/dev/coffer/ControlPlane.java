package dev.coffer;

import dev.coffer.api.Api;
import dev.coffer.api.Settings;
import dev.coffer.api.jetty.HttpServer;
import dev.coffer.backup.Expiry;
import dev.coffer.backup.filesystem.DirectoryStore;
import dev.coffer.bus.Dispatcher;
import dev.coffer.bus.StoredRegistrar;
import dev.coffer.bus.websocket.WebSocketBus;
import dev.coffer.cli.installation.ControlPlaneLock;
import dev.coffer.compute.local.LocalAddresses;
import dev.coffer.compute.local.LocalCompute;
import dev.coffer.config.Configuration;
import dev.coffer.config.Home;
import dev.coffer.durable.Runner;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.identity.local.LocalIdentity;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import dev.coffer.log.Requests;
import dev.coffer.metrics.Instruments;
import dev.coffer.metrics.Metrics;
import dev.coffer.model.ForwardClock;
import dev.coffer.model.Silence;
import dev.coffer.operations.Retention;
import dev.coffer.operations.Rooms;
import dev.coffer.operations.StoredOperations;
import dev.coffer.operations.health.Watch;
import dev.coffer.policy.InvalidPolicy;
import dev.coffer.policy.Policy;
import dev.coffer.policy.Quotas;
import dev.coffer.policy.RateLimits;
import dev.coffer.store.Seal;
import dev.coffer.store.Store;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.SealingKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: everything of a control plane, made top to bottom and closed in reverse. */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final Configuration configuration;
    private final InstantSource clock = new ForwardClock();
    private final Instruments instruments = new Instruments();
    private final Requests requests = new Requests();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private ControlPlane(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Returns when the API answers. */
    public static ControlPlane start(Configuration configuration) {
        ControlPlane controlPlane = new ControlPlane(configuration);
        try {
            controlPlane.start();
            return controlPlane;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            controlPlane.close();
            throw new StartFailure("Coffer was interrupted while it was starting.", e);
        } catch (Exception e) { // the edge: whatever keeps the parts from starting is said in one sentence
            LOG.error("Coffer cannot start.", e);
            controlPlane.close();
            throw new StartFailure("Coffer cannot start: %s".formatted(e.getMessage()), e);
        }
    }

    private void start() throws Exception {
        Home home = configuration.home();
        makeDirectories(home);
        closeLater(ControlPlaneLock.take(home.path()));

        Engines engines = Engines.shipped();
        Store store = store(engines);
        CertificateAuthority authority =
                CertificateAuthority.open(home.control().resolve("ca"));
        LocalIdentity identity =
                LocalIdentity.open(home.control(), configuration.identity().tokenLifetime(), clock);

        Dispatcher agents = agents(store, authority);
        LocalCompute compute = compute(authority);
        LocalAddresses addresses = closeLater(addresses(store, compute));
        Images images = knownImages(store, engines);
        Rooms rooms = new Rooms(store, agents, compute, addresses, new Trees(images), engines, clock);
        StoredOperations operations = new StoredOperations(store, rooms, requests);
        Runner runner = closeLater(new Runner(store.operationLog(), operations, clock, owner(), instruments));
        store.onOperationDue(runner::nudge);
        // not before the store is open: to migrate a large one takes its time, and nobody is heard meanwhile
        Silence silence = new Silence(configuration.agents().silence(), clock.instant());
        Watch watch = closeLater(new Watch(store, compute, operations, silence, clock));
        HttpServer http = http(store, operations, agents, engines, identity, silence);

        addresses.start();
        agents.start();
        runner.start();
        watch.start(LOOK);
        closeLater(new Retention(store, configuration.operations().keep(), clock))
                .start();
        int port = http.start(configuration.api().listen());
        compute.enforcedLimits().forEach(limit -> LOG.info("Instances' limits: {}", limit));
        LOG.info(
                "Coffer answers on port {}; agents connect to {}.",
                port,
                configuration.agents().listen());
    }

    private Policy policy() throws InvalidPolicy {
        return Policy.open(
                configuration.home().path().resolve(configuration.policy().file()), clock);
    }

    private HttpServer http(
            Store store,
            StoredOperations operations,
            Dispatcher agents,
            Engines engines,
            LocalIdentity identity,
            Silence silence)
            throws IOException, InvalidPolicy {
        DirectoryStore objects = DirectoryStore.open(configuration.home().objects(), clock);
        closeLater(new Expiry(objects, clock)).start();
        Api.Monitoring monitoring = monitoring(store, agents, silence);
        Api.Parts parts =
                new Api.Parts(store, operations, agents, engines, identity, policy(), clock, monitoring, objects);
        return closeLater(new HttpServer(new Api(parts, settings(silence))));
    }

    /** Runs until the process is told to end. */
    void serve() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Dispatcher agents(Store store, CertificateAuthority authority) {
        StoredRegistrar registrar = new StoredRegistrar(store, authority, clock);
        WebSocketBus bus = closeLater(new WebSocketBus(configuration.agents().listen(), authority, registrar));
        return closeLater(new Dispatcher(store, bus, requests, clock));
    }

    private LocalCompute compute(CertificateAuthority authority) {
        return new LocalCompute(
                new LocalCompute.Installation(
                        configuration.home().path(),
                        URI.create("https://" + configuration.agents().listen()),
                        authority.pem(),
                        configuration.compute().firstUid()),
                Engines.shipped());
    }

    private LocalAddresses addresses(Store store, LocalCompute compute) {
        Configuration.Compute settings = configuration.compute();
        return new LocalAddresses(
                store,
                new LocalAddresses.Networks(settings.network(), settings.publicNetwork()),
                configuration.home().path(),
                compute);
    }

    private static void makeDirectories(Home home) throws IOException {
        Files.createDirectories(home.path());
        Files.createDirectories(home.images());
        Files.createDirectories(home.log());
        if (!Files.exists(home.control())) {
            Files.createDirectory(
                    home.control(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** The lock of the home keeps all others from the file in it; a database server may be shared. */
    private boolean isAlone() {
        return configuration.store().url().equals("sqlite");
    }

    private Store store(Engines engines) throws IOException {
        Configuration.Store settings = configuration.store();
        Path file = configuration.home().control().resolve("coffer.db");
        String url = isAlone() ? "jdbc:sqlite:" + file : settings.url();
        SealingKey key = SealingKey.open(configuration.home().control().resolve("seal-key"));
        Store store = closeLater(
                        Store.open(url, settings.user(), settings.password().value(), clock, instruments))
                .sealed(new Seal(key::seal, key::open));
        store.change(tx -> Catalogue.fill(tx, engines));
        if (isAlone()) {
            store.change(tx -> {
                tx.operations().endLeases();
                tx.reports().correctFuture(clock.instant());
            });
        }
        return store;
    }

    private Api.Monitoring monitoring(Store store, Dispatcher agents, Silence silence) {
        Metrics metrics =
                new Metrics(new Metrics.Sources(instruments, store, agents::connected, clock, silence, version()));
        String kind = isAlone() ? "sqlite" : configuration.store().url().split(":")[1];
        Api.Installation installation = new Api.Installation(version(), clock.instant(), kind, agents::connected);
        return new Api.Monitoring(installation, metrics, instruments, requests);
    }

    private static String version() {
        return Optional.ofNullable(ControlPlane.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    /** The images of a home, with the recipes of all engines. */
    static Images images(Home home, Engines engines) {
        List<ImageRecipe> recipes = engines.all().stream()
                .flatMap(engine -> engine.offers().stream())
                .map(Engine.Offer::recipe)
                .toList();
        return new Images(home.images(), Images.userCache(), recipes, Optional.of(new EngineSurvey(engines)));
    }

    /** The images; what was found out about those that are here reaches the store meanwhile. */
    private Images knownImages(Store store, Engines engines) {
        Images images = images(configuration.home(), engines);
        Thread.ofVirtual().name("parameters").start(() -> Catalogue.refreshParameters(store, images));
        return images;
    }

    private Settings settings(Silence silence) {
        Configuration.Api api = configuration.api();
        Configuration.Limits limits = configuration.limits();
        Configuration.Rates rates = configuration.rates();
        return new Settings(
                api.publicUrl(),
                api.region(),
                api.pageSize(),
                "mariadb",
                silence,
                limits.maxVolumeSize(),
                new Quotas.Limits(limits.maxInstances(), limits.maxRam(), limits.maxVolumes(), limits.maxBackups()),
                new RateLimits.Rates(rates.post(), rates.put(), rates.delete(), rates.get(), rates.manage()));
    }

    private static String owner() {
        return "control-plane-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        open.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) { // the edge: the other parts must be closed all the same
                LOG.warn("{} did not close.", part.getClass().getSimpleName(), e);
            }
        }
        stopped.countDown();
    }
}
