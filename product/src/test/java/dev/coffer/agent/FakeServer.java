package dev.coffer.agent;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Health;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Synchrony;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A database server in memory. Like a real one it outlives the agent object beside it. */
final class FakeServer implements Server, Accounts, Replication, Settings, Upgrades {
    /** What was done to it, in order. */
    final List<String> log = new CopyOnWriteArrayList<>();

    private final Map<String, UserSpec> users = new TreeMap<>();
    private final Map<String, DatabaseSpec> databases = new TreeMap<>();
    private volatile boolean initialised;
    private volatile boolean running;
    private volatile boolean frozen;
    private volatile Role role = Role.PRIMARY;
    private volatile byte[] content = new byte[0];
    Optional<Logs> logs = Optional.empty();
    private volatile @Nullable Gate gate;
    private volatile @Nullable RuntimeException startFailure;
    private volatile Map<String, String> values = Map.of();
    private volatile @Nullable String fallback;
    private volatile int cutSeedAfter = Integer.MAX_VALUE;

    /** Where a call stops until it is let go. */
    static final class Gate {
        private final String call;
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        private Gate(String call) {
            this.call = call;
        }
    }

    /** The next such call stops before it has done anything. */
    Gate stopAt(String call) {
        Gate made = new Gate(call);
        gate = made;
        return made;
    }

    private void did(String call) {
        Gate here = gate;
        if (here != null && here.call.equals(call)) {
            gate = null;
            here.reached.countDown();
            try {
                here.open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineFailure(EngineFailure.Kind.PASSING, call + " was interrupted.", e);
            }
        }
        log.add(call);
    }

    long count(String call) {
        return log.stream().filter(call::equals).count();
    }

    void crash() {
        running = false;
    }

    void failStarts(@Nullable RuntimeException failure) {
        startFailure = failure;
    }

    void fill(byte[] bytes) {
        content = bytes;
        initialised = true;
        running = true;
    }

    byte[] content() {
        return content;
    }

    /** The next copies break off after so many bytes, as when the program that makes them dies. */
    void cutSeedAfter(int bytes) {
        cutSeedAfter = bytes;
    }

    boolean isFrozen() {
        return frozen;
    }

    @Override
    public Optional<Logs> logs() {
        return logs;
    }

    @Override
    public void initialise() {
        did("initialise");
        initialised = true;
    }

    @Override
    public void start() {
        did("start");
        RuntimeException failure = startFailure;
        if (failure != null) {
            throw failure;
        }
        if (!running && values.containsValue("bad")) { // one that runs is adopted as it is
            values = Map.of();
            fallback = "It did not start with a bad value.";
        }
        running = true;
    }

    @Override
    public void stop() {
        did("stop");
        crash();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        return running
                ? new Health(ServiceStatus.HEALTHY, "11.8-fake", role, "0-1-7", null, null, Map.of("queries", 1.0))
                : Health.down(ServiceStatus.SHUTDOWN, null);
    }

    @Override
    public boolean isInitialised() {
        return initialised;
    }

    @Override
    public Optional<Accounts> accounts() {
        return Optional.of(this);
    }

    @Override
    public Optional<Replication> replication() {
        return Optional.of(this);
    }

    @Override
    public Optional<Settings> settings() {
        return Optional.of(this);
    }

    /** A value {@code bad} keeps the server from starting; one {@code wrong} is refused. */
    @Override
    public List<String> apply(Map<String, String> wanted) {
        did("apply");
        if (wanted.containsValue("wrong")) {
            throw new EngineFailure(EngineFailure.Kind.REFUSED, "That value is not taken.");
        }
        values = Map.copyOf(wanted);
        fallback = null;
        return wanted.containsValue("bad") ? List.of("slow") : List.of();
    }

    @Override
    public Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    Map<String, String> values() {
        return values;
    }

    @Override
    public Optional<Upgrades> upgrades() {
        return Optional.of(this);
    }

    @Override
    public String dataVersion() {
        return "1";
    }

    @Override
    public void prepare() {
        did("prepare");
        crash();
    }

    @Override
    public void complete() {
        did("complete");
        running = true;
    }

    @Override
    public List<DatabaseSpec> databases() {
        did("databases");
        return List.copyOf(databases.values());
    }

    @Override
    public void createDatabases(List<DatabaseSpec> made) {
        did("createDatabases");
        made.forEach(database -> databases.put(database.name(), database));
    }

    @Override
    public void dropDatabase(String name) {
        if (databases.remove(name) == null) {
            throw new EngineFailure(EngineFailure.Kind.NOT_FOUND, "There is no database " + name + ".");
        }
        did("dropDatabase");
    }

    @Override
    public List<UserInfo> users() {
        did("users");
        return users.values().stream()
                .map(user -> new UserInfo(user.name(), user.host(), user.databases()))
                .toList();
    }

    /** Stops half way when a gate says so: the first users are there then. */
    @Override
    public void createUsers(List<UserSpec> made) {
        for (UserSpec user : made) {
            String key = user.name() + "@" + user.host();
            if (users.containsKey(key)) {
                throw new EngineFailure(EngineFailure.Kind.EXISTS, "User " + key + " exists.");
            }
            users.put(key, user);
            did("createUser");
        }
    }

    @Override
    public void dropUser(String name, String host) {
        if (users.remove(name + "@" + host) == null) {
            throw new EngineFailure(EngineFailure.Kind.NOT_FOUND, "There is no user " + name + ".");
        }
        did("dropUser");
    }

    @Override
    public void alterUser(
            String name,
            String host,
            @Nullable String newName,
            @Nullable String newHost,
            @Nullable String newPassword) {
        did("alterUser");
    }

    @Override
    public void changePasswords(List<UserSpec> changed) {
        did("changePasswords");
    }

    @Override
    public void grant(String name, String host, List<String> granted) {
        did("grant");
    }

    @Override
    public void revoke(String name, String host, String database) {
        throw new IllegalStateException("secret words of a driver");
    }

    @Override
    public boolean rootEnabled() {
        did("rootEnabled");
        return false;
    }

    @Override
    public String enableRoot(String password) {
        did("enableRoot");
        return "root";
    }

    @Override
    public void disableRoot() {
        did("disableRoot");
    }

    @Override
    public void writeSeed(OutputStream out) throws IOException {
        did("writeSeed");
        int cut = cutSeedAfter;
        if (cut < content.length) {
            cutSeedAfter = Integer.MAX_VALUE;
            out.write(content, 0, cut);
            throw new EngineFailure(EngineFailure.Kind.PASSING, "The copy program died.");
        }
        out.write(content);
    }

    @Override
    public void readSeed(InputStream in) throws IOException {
        did("readSeed");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        in.transferTo(read);
        content = read.toByteArray();
        role = Role.REPLICA;
        initialised = true;
    }

    @Override
    public void follow(String address, int port) {
        did("follow");
        role = Role.REPLICA;
        frozen = false;
    }

    @Override
    public String freeze() {
        did("freeze");
        frozen = true;
        return "0-1-7";
    }

    @Override
    public void thaw() {
        did("thaw");
        frozen = false;
    }

    @Override
    public void awaitPosition(String position, Duration patience) {
        did("awaitPosition");
    }

    @Override
    public void promote() {
        did("promote");
        role = Role.PRIMARY;
        frozen = false;
    }

    @Override
    public String position() {
        return "0-1-7";
    }

    @Override
    public String receivedPosition() {
        return "0-1-7";
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return new ArrayList<>(List.of(ahead.split(","))).containsAll(List.of(behind.split(",")));
    }

    @Override
    public void discard() {
        did("discard");
        initialised = false;
    }

    @Override
    public void synchronise(Synchrony wanted) {
        did("synchronise " + wanted.word());
    }

    @Override
    public int connectedReplicas() {
        return 0;
    }
}
