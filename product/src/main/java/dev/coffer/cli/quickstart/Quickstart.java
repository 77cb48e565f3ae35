package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.credentials.CloudsEntry;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.credentials.UserClouds;
import dev.coffer.cli.installation.Installation;
import dev.coffer.cli.terminal.Stages;
import dev.coffer.cli.terminal.Table;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.cli.view.InstanceView;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Trial;
import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.Trial.Prompt;
import dev.coffer.fault.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The stages, in order. Each finds what is there and makes only what is missing. */
final class Quickstart {
    static final String NAME = "quickstart";
    static final String DATABASE = "app";
    static final String USER = "app";
    private static final String CLOUD = "coffer";
    private static final int REPLICAS = 2;

    private final Terminal terminal;
    private final Stages stages;
    private final Environment environment;
    private final Installation installation;
    private final Binaries binaries;
    private final Proof proof;
    private final Engine engine;
    private final Trial trial;
    private final String name;
    private final Keepsake keepsake;

    /** @param kind what is set up */
    Quickstart(Terminal terminal, Environment environment, Installation installation, Kind kind) {
        this.terminal = terminal;
        this.stages = new Stages(terminal);
        this.environment = environment;
        this.installation = installation;
        this.engine = kind.engine();
        this.trial = kind.trial();
        this.binaries = kind.binaries();
        this.proof = kind.proof();
        this.name = kind.isDefault() ? NAME : NAME + "-" + engine.name();
        this.keepsake = new Keepsake(installation.home(), name, trial.credentialsSuffix());
    }

    /**
     * A kind of database.
     *
     * @param isDefault whether it is what is set up when nobody names one
     */
    record Kind(Engine engine, Trial trial, Binaries binaries, Proof proof, boolean isDefault) {}

    void run(Optional<String> wantedVersion) throws InterruptedException {
        long start = System.nanoTime();
        String version = version(wantedVersion);
        stages.stage("Machine", new Host()::check);
        fetchImage(version);
        startCoffer();
        UserClouds.Outcome clouds = writeCredentials();
        ReplicaSet set = new ReplicaSet(installation.trove(), keepsake, engine, name);
        String primaryId = ensurePrimary(set, version);
        ensureReplicas(set, primaryId);
        String password = keepsake.password().orElseGet(() -> set.newPassword(primaryId));
        List<Json> members = prove(set, primaryId, password);
        tell(members, clouds, password, Duration.ofNanos(System.nanoTime() - start));
    }

    private String version(Optional<String> wanted) {
        List<String> versions = binaries.versions();
        String version = wanted.orElseGet(versions::getFirst);
        if (!versions.contains(version)) {
            throw Failure.usage(
                    "There is no %s %s here.".formatted(engine.title(), version),
                    "There are: " + String.join(", ", versions));
        }
        return version;
    }

    private void fetchImage(String version) throws InterruptedException {
        stages.stage("Image", progress -> {
            String server = engine.title() + " " + version;
            if (binaries.isReady(version)) {
                return server + " is there";
            }
            progress.accept("fetching " + server);
            try {
                binaries.fetch(version, progress);
            } catch (Fault e) {
                throw Failure.refused(e.sentence(), "When that is solved, run coffer quickstart again.");
            }
            return server + " fetched";
        });
    }

    private void startCoffer() throws InterruptedException {
        stages.stage("Coffer", progress -> {
            boolean ran = installation.running().isPresent();
            installation.start(progress);
            return "%s at %s, home %s".formatted(ran ? "runs" : "started", installation.api(), installation.home());
        });
    }

    private UserClouds.Outcome writeCredentials() throws InterruptedException {
        UserClouds.Outcome[] outcome = new UserClouds.Outcome[1];
        stages.stage("Credentials", _ -> {
            CloudsEntry entry = installation.cloudsEntry(CLOUD);
            outcome[0] = new UserClouds(environment).put(entry);
            return "cloud \"%s\" %s %s"
                    .formatted(CLOUD, outcome[0].changed() ? "written to" : "is in", outcome[0].file());
        });
        return Objects.requireNonNull(outcome[0]);
    }

    private String ensurePrimary(ReplicaSet set, String version) throws InterruptedException {
        stages.stage("Primary", progress -> {
            boolean there = set.primary().isPresent();
            if (!there) {
                set.createPrimary(version);
            }
            Json primary = primary(set);
            set.settle(List.of(primary.string("id")), progress);
            Json settled = primary(set);
            return "%s %s, %s %s at %s"
                    .formatted(
                            settled.string("name"),
                            there ? "is there" : "made",
                            engine.title(),
                            settled.at("datastore").string("version"),
                            address(settled));
        });
        return primary(set).string("id");
    }

    private Json primary(ReplicaSet set) {
        return set.primary()
                .orElseThrow(() -> Failure.refused(
                        "The instance %s was deleted meanwhile.".formatted(name), "Run coffer quickstart again."));
    }

    private void ensureReplicas(ReplicaSet set, String primaryId) throws InterruptedException {
        stages.stage("Replicas", progress -> {
            List<Json> there = set.replicas(primaryId);
            set.settle(ids(there), progress);
            int missing = REPLICAS - there.size();
            if (missing > 0) {
                set.createReplicas(primaryId, missing);
            }
            set.settle(ids(set.replicas(primaryId)), progress);
            List<Json> all = set.replicas(primaryId);
            String names = String.join(
                    ", ", all.stream().map(replica -> replica.string("name")).toList());
            return missing <= 0
                    ? names + " are there"
                    : there.isEmpty() ? names + " made" : "%s; made %d of them".formatted(names, missing);
        });
    }

    private List<Json> prove(ReplicaSet set, String primaryId, String password) throws InterruptedException {
        Json[][] members = new Json[1][];
        stages.stage("Proof", progress -> {
            List<Json> seen = set.observed(primaryId, progress);
            String outcome = proof.run(
                    new Proof.Databases(
                            address(seen.getFirst()),
                            seen.stream().skip(1).map(Quickstart::address).toList(),
                            USER,
                            DATABASE,
                            password),
                    progress);
            members[0] = set.observed(primaryId, progress).toArray(Json[]::new);
            return outcome;
        });
        return Arrays.asList(members[0]);
    }

    private static List<String> ids(List<Json> instances) {
        return instances.stream().map(instance -> instance.string("id")).toList();
    }

    private static String address(Json instance) {
        return Optional.ofNullable(InstanceView.address(instance))
                .orElseThrow(() -> Failure.refused(
                        "The instance %s has no address.".formatted(instance.string("name")),
                        "See what was done to it: coffer operation list " + instance.string("id")));
    }

    private void tell(List<Json> members, UserClouds.Outcome clouds, String password, Duration took) {
        terminal.print("");
        Table table = new Table(List.of("NAME", "ROLE", "ADDRESS", "STATE", "LAG"));
        for (Json member : members) {
            Object lag = InstanceView.lag(member);
            table.add(Arrays.asList(
                    member.string("name"),
                    InstanceView.role(member),
                    address(member) + ":" + engine.port(),
                    member.string("operating_status").isEmpty()
                            ? member.string("status")
                            : member.string("operating_status"),
                    lag == null ? null : lag + " s"));
        }
        table.lines().forEach(line -> terminal.print("  " + line));
        String program = environment.program();
        Login login = new Login(address(members.getFirst()), USER, password, DATABASE);
        Prompt prompt = trial.prompt(login, keepsake.clientFile());
        keepsake.writeClientFile(prompt.credentials());
        terminal.print("");
        terminal.print("Use the database%s:".formatted(hint(prompt.program(), prompt.debianPackage())));
        terminal.print("  " + prompt.command());
        terminal.print("Manage it with OpenStack's client%s, or with Coffer's own:"
                .formatted(hint("openstack", "python3-openstackclient python3-troveclient")));
        terminal.print("  openstack --os-cloud %s database instance list".formatted(CLOUD));
        terminal.print("  %s instance list".formatted(program));
        terminal.print("Stop everything (the data stay; %s up brings it back):".formatted(program));
        terminal.print("  %s down".formatted(program));
        clouds.hiddenBy()
                .ifPresent(file -> terminal.print("%nNote: %s hides %s; use the commands from another directory."
                        .formatted(file, clouds.file())));
        terminal.print(String.format(Locale.ROOT, "%nDone in %.1f s.", took.toMillis() / 1000.0));
    }

    private static String hint(String program, String packages) {
        return Host.isInstalled(program) ? "" : " (apt-get install %s)".formatted(packages);
    }
}
