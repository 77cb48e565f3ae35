package dev.coffer.compute.local;

import dev.coffer.agent.AgentSettings;
import dev.coffer.compute.Compute;
import dev.coffer.compute.ServerSpec;
import dev.coffer.engine.Engines;
import dev.coffer.fault.Fault;
import dev.coffer.model.Flavor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Instances as directories and detached processes of this host. */
public final class LocalCompute implements Compute {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCompute.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final int LOCKS = 64;
    private static final String TOKEN = "enrolment-token";

    /**
     * @param home of the installation
     * @param agentsUrl of the agents' listener
     * @param authority certificate of it, PEM
     */
    public record Installation(Path home, URI agentsUrl, String authority, int firstUid) {}

    private final Installation installation;
    private final Directories directories;
    private final Users users;
    private final AgentProcess agents;
    private final Limits limits;
    private final boolean isRoot = Host.isRoot();
    private final List<ReentrantLock> locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toList();

    public LocalCompute(Installation installation, Engines engines) {
        this(
                installation,
                new AgentCommand.Java(
                        new RuntimeJars(installation.home().resolve("runtime"), System.getProperty("java.class.path")),
                        engines),
                Cgroups.detect());
    }

    LocalCompute(Installation installation, AgentCommand command, Limits limits) {
        this.installation = installation;
        this.limits = limits;
        this.users = new Users(installation.firstUid());
        this.agents = new AgentProcess(command);
        try {
            this.directories = new Directories(installation.home());
            directories.sweep();
            if (isRoot) {
                refuseBarrier(installation.home(), "Choose another COFFER_HOME, e.g. /var/lib/coffer");
                refuseBarrier(JavaProgram.java(), "Install the JDK where everybody can run it, e.g. in /usr/lib/jvm");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The directories of instances below %s cannot be prepared: %s".formatted(installation.home(), e),
                    e);
        }
    }

    private static void refuseBarrier(Path path, String advice) throws IOException {
        Optional<Path> barrier = Host.barrier(path);
        if (barrier.isPresent()) {
            throw new IOException(
                    "instances run as users of their own, who may not pass %s on the way to %s. %s, or allow it with chmod o+x."
                            .formatted(barrier.get(), path, advice));
        }
    }

    @Override
    public void create(ServerSpec spec) {
        Place place = place(spec.instanceId());
        locked(place, "made", () -> {
            AgentSettings settings = settings(spec, place);
            if (isRoot) {
                refuseBarrier(spec.image(), "Move the images");
            }
            if (!directories.exists(place)) {
                make(place, settings, spec.enrolmentToken());
            } else if (!directories.has(place, "identity.crt")) {
                directories.put(place, TOKEN, spec.enrolmentToken());
            }
            run(place, settings);
        });
    }

    private void make(Place place, AgentSettings settings, String token) throws IOException {
        ServerRecord server = new ServerRecord(settings, installation.authority());
        server.save(place);
        Map<String, String> files = new HashMap<>(agentFiles(server));
        files.put(TOKEN, token);
        directories.make(place, files, () -> {
            try {
                return users.free(directories);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void start(String instanceId) {
        Place place = place(instanceId);
        locked(place, "started", () -> run(place, settings(place)));
    }

    /** As last written for its agent. */
    private AgentSettings settings(Place place) throws IOException {
        return ServerRecord.of(place)
                .filter(_ -> directories.exists(place))
                .orElseThrow(() -> new IOException("there is no such server on this host"))
                .settings();
    }

    @Override
    public void resize(String instanceId, Flavor flavor) {
        equip(instanceId, "resized", known -> known.with(flavor));
    }

    /** The volume is a directory; how much is in it is the agent's to watch. */
    @Override
    public void grow(String instanceId, int volumeSize) {
        equip(instanceId, "given a larger volume", known -> known.withVolume(volumeSize));
    }

    @Override
    public void reimage(String instanceId, String version, Path image) {
        equip(instanceId, "given the binaries of version " + version, known -> known.withImage(version, image));
    }

    private void equip(String instanceId, String done, UnaryOperator<Equipment> change) {
        Place place = place(instanceId);
        locked(place, done, () -> {
            AgentSettings known = settings(place);
            Equipment wanted = change.apply(Equipment.of(known));
            if (isRoot) {
                refuseBarrier(Path.of(wanted.image()), "Move the images");
            }
            run(place, wanted.in(known));
        });
    }

    /** The agent keeps its keys, so a token that it has used already does no harm. */
    @Override
    public void rebuild(ServerSpec spec) {
        Place place = place(spec.instanceId());
        locked(place, "made anew", () -> {
            if (!directories.exists(place)) {
                throw new IOException("there is no such server on this host");
            }
            if (isRoot) {
                refuseBarrier(spec.image(), "Move the images");
            }
            processes(place).stop(STOP_GRACE);
            directories.put(place, TOKEN, spec.enrolmentToken());
            run(place, settings(spec, place));
        });
    }

    /** Brings the agent's files up to date and sees to it that the agent runs with them. */
    private void run(Place place, AgentSettings known) throws IOException {
        ServerRecord wanted =
                new ServerRecord(withControlPlane(known, installation.agentsUrl()), installation.authority());
        Ending processes = processes(place);
        if (!ServerRecord.of(place).equals(Optional.of(wanted))) {
            processes.killAgent(); // it starts again below, and finds its engine running
            for (Map.Entry<String, String> file : agentFiles(wanted).entrySet()) {
                directories.put(place, file.getKey(), file.getValue());
            }
            wanted.save(place);
        }
        if (processes.processes().stream().noneMatch(Processes.Found::isAgent)) {
            Processes.Found agent = agents.start(place, known.engine(), uid(place));
            directories.put(place, "agent.pid", agent.pid() + " " + agent.startTime() + "\n");
            LOG.info("The agent of instance {} runs as process {}.", place.instanceId(), agent.pid());
        }
        Set<Long> all = processes.processes().stream().map(Processes.Found::pid).collect(Collectors.toSet());
        limits.set(place.instanceId(), known.ram(), known.vcpus(), all);
    }

    private static Map<String, String> agentFiles(ServerRecord server) {
        return Map.of("settings.json", server.settingsJson(), "ca.pem", server.authority());
    }

    @Override
    public void stop(String instanceId) {
        Place place = place(instanceId);
        locked(place, "stopped", () -> processes(place).stop(STOP_GRACE));
    }

    @Override
    public void delete(String instanceId) {
        Place place = place(instanceId);
        locked(place, "removed", () -> {
            processes(place).kill();
            limits.remove(instanceId);
            directories.remove(place);
        });
    }

    @Override
    public Optional<Server> find(String instanceId) {
        return servers().stream()
                .filter(server -> server.instanceId().equals(instanceId))
                .findFirst();
    }

    @Override
    public List<Server> servers() {
        try {
            List<Processes.Found> processes = Processes.all();
            Set<String> ids = new TreeSet<>(directories.ids());
            processes.stream().flatMap(process -> instanceOf(process).stream()).forEach(ids::add);
            List<Server> servers = new ArrayList<>();
            for (String id : ids) {
                Ending own = processes(place(id));
                boolean running = processes.stream().anyMatch(process -> process.isAgent() && own.owns(process));
                servers.add(new Server(id, running));
            }
            return List.copyOf(servers);
        } catch (IOException e) {
            throw new UncheckedIOException("The instances of this host cannot be listed: " + reason(e), e);
        }
    }

    /** User ids by the ids of the instances that run as them; none when all run as the caller. */
    Map<String, Integer> users() {
        Map<String, Integer> owners = new HashMap<>();
        try {
            for (String id : isRoot ? directories.ids() : List.<String>of()) {
                if (directories.exists(place(id))) {
                    owners.put(id, directories.owner(place(id)));
                }
            }
            return owners;
        } catch (IOException e) {
            throw new UncheckedIOException("It cannot be told which users instances run as: " + reason(e), e);
        }
    }

    /** The servers that run from this image's directory. */
    public List<String> running(Path image) {
        try {
            List<String> ids = new ArrayList<>();
            for (Server server : servers()) {
                boolean uses = ServerRecord.of(place(server.instanceId()))
                        .filter(known -> Path.of(known.settings().image()).startsWith(image))
                        .isPresent();
                if (server.running() && uses) {
                    ids.add(server.instanceId());
                }
            }
            return List.copyOf(ids);
        } catch (IOException e) {
            throw new UncheckedIOException("It cannot be told who uses %s: %s".formatted(image, reason(e)), e);
        }
    }

    /** Also of a directory that is gone. */
    private Optional<String> instanceOf(Processes.Found process) {
        Path instances = Place.instances(installation.home());
        return Optional.ofNullable(process.instance())
                .map(Path::of)
                .filter(directory -> instances.equals(directory.getParent()))
                .map(directory -> directory.getFileName().toString())
                .filter(Place::isId);
    }

    @Override
    public List<String> enforcedLimits() {
        return limits.enforced();
    }

    private Place place(String instanceId) {
        return new Place(installation.home(), instanceId);
    }

    private Ending processes(Place place) throws IOException {
        return new Ending(place, uid(place), limits);
    }

    private OptionalInt uid(Place place) throws IOException {
        return isRoot && directories.exists(place) ? OptionalInt.of(directories.owner(place)) : OptionalInt.empty();
    }

    private AgentSettings settings(ServerSpec spec, Place place) {
        return new AgentSettings(
                spec.instanceId(),
                installation.agentsUrl(),
                spec.engine(),
                spec.version(),
                spec.address(),
                place.directory().toString(),
                spec.image().toString(),
                spec.flavor().ram(),
                spec.flavor().vcpus(),
                spec.volumeSize(),
                spec.publicAddress());
    }

    private static AgentSettings withControlPlane(AgentSettings settings, URI url) {
        return new AgentSettings(
                settings.instanceId(),
                url,
                settings.engine(),
                settings.version(),
                settings.address(),
                settings.home(),
                settings.image(),
                settings.ram(),
                settings.vcpus(),
                settings.volumeSize(),
                settings.publicAddress());
    }

    /** What is done to files and processes of one instance. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** One at a time for each instance, since the watch of health and an operation may come at once. */
    private void locked(Place place, String done, Work work) {
        ReentrantLock lock = locks.get(Math.floorMod(place.instanceId().hashCode(), LOCKS));
        lock.lock();
        try {
            work.run();
        } catch (IOException e) {
            throw failure("The server of instance %s could not be %s".formatted(place.instanceId(), done), e);
        } finally {
            lock.unlock();
        }
    }

    private RuntimeException failure(String what, IOException e) {
        if (!Host.saysFull(e)) {
            return new UncheckedIOException("%s: %s".formatted(what, reason(e)), e);
        }
        Path instances = Place.instances(installation.home());
        return new Fault(
                Fault.Kind.UNPROCESSABLE,
                "%s: the disk of %s is full (%d MiB free). Make room, then try again."
                        .formatted(what, instances, instances.toFile().getUsableSpace() >> 20),
                e);
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }
}
