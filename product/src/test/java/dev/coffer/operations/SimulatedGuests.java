package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Agents;
import dev.coffer.compute.Addresses;
import dev.coffer.compute.Compute;
import dev.coffer.compute.ServerSpec;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.engine.EngineFailure;
import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.model.Flavor;
import dev.coffer.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Servers, agents and engines simulated in memory with the rules that matter to operations: agents answer a repeated command from
 * their journal and refuse fenced commands of an older term; only an open primary takes writes. After every command it is checked
 * that no two members of what was one set are open at once.
 */
final class SimulatedGuests implements Agents, Compute, Addresses {

    private final Store store;
    /** Fails when there is no control plane any more that could ask for anything. */
    Runnable life = () -> {};

    private final Map<String, Guest> guests = new TreeMap<>();
    private final Map<String, Result> failures = new HashMap<>();
    private final Set<String> deadly = new HashSet<>();
    private final Set<String> unheard = new HashSet<>();
    private final Set<String> unheardSteps = new HashSet<>();
    final List<String> carriedOut = new ArrayList<>();
    /** Who may connect. */
    final Map<String, Access> exposed = new TreeMap<>();

    private final Map<String, Access> unreachable = new HashMap<>();
    /** Operations whose commands nobody waits for any more. */
    final Set<String> withdrawn = new HashSet<>();

    private long asked;

    SimulatedGuests(Store store) {
        this.store = store;
    }

    Guest guest(String id) {
        return guests.computeIfAbsent(id, _ -> new Guest());
    }

    Guest add(String id, boolean primary, long position, @Nullable String following) {
        Guest guest = guest(id);
        guest.exists = true;
        guest.running = true;
        guest.primary = primary;
        guest.position = position;
        guest.following = following;
        return guest;
    }

    /** The guest answers this kind of command with a failure, for ever. */
    void fail(String id, Class<? extends Command> kind, EngineFailure.Kind failure) {
        failures.put(id + kind.getSimpleName(), new Result.Failed(failure, "simulated failure of " + id));
    }

    void heal(String id) {
        failures.keySet().removeIf(failure -> failure.startsWith(id));
    }

    /** The guest carries this kind of command out, but no operation hears of it. */
    void mute(String id, Class<? extends Command> kind) {
        unheard.add(id + kind.getSimpleName());
    }

    /** No operation hears of commands of this step. */
    void mute(String step) {
        unheardSteps.add("/" + step + "#");
    }

    /** A command of this term that was on its way for long. */
    Result late(String id, Command command, long term) {
        return carryOut(id, guest(id), command, term);
    }

    /** It carries such a command out, and dies. */
    void diesAfter(String id, Class<? extends Command> kind) {
        deadly.add(id + kind.getSimpleName());
    }

    List<String> open() {
        return guests.entrySet().stream()
                .filter(entry -> entry.getValue().isOpen())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<Result> call(
            String operationId, String id, String instanceId, Command command, long term, Duration patience) {
        life.run();
        Guest guest = guest(instanceId);
        if (!guest.running || guest.silent) {
            return Optional.empty();
        }
        Result known = guest.journal.get(id);
        if (known == null) {
            known = carryOut(instanceId, guest, command, term);
            guest.journal.put(id, known);
        }
        boolean isHeard = operationId.isEmpty()
                || !unheard.contains(instanceId + command.getClass().getSimpleName())
                        && unheardSteps.stream().noneMatch(id::contains);
        return isHeard ? Optional.of(known) : Optional.empty();
    }

    @Override
    public void withdraw(String operationId, String commands) {
        life.run();
        withdrawn.add(commands);
    }

    @Override
    public Result ask(String instanceId, Command command, Duration patience) {
        long term = store.read(tx -> tx.instances()
                .replicaSet(tx.instances().require(instanceId).replicaSetId())
                .term());
        return call("", "ask " + asked++, instanceId, command, term, patience)
                .orElseThrow(() -> new Fault(Fault.Kind.UNPROCESSABLE, "The agent does not answer."));
    }

    private Result carryOut(String id, Guest guest, Command command, long term) {
        carriedOut.add(id + " " + command.getClass().getSimpleName());
        Result failure = failures.get(id + command.getClass().getSimpleName());
        if (failure != null) {
            return failure;
        }
        if (command.isFenced() && term < guest.term) {
            return new Result.Failed(EngineFailure.Kind.BROKEN, "older term");
        }
        guest.term = Math.max(guest.term, term);
        Result result = guest.stopped && Guest.needsEngine(command)
                ? new Result.Failed(EngineFailure.Kind.PASSING, "the engine does not run")
                : change(guest, command);
        if (deadly.remove(id + command.getClass().getSimpleName())) {
            guest.running = false;
        }
        if (open().size() > 1) {
            throw new AssertionError("Two primaries are open: " + open());
        }
        return result;
    }

    private Result fill(Guest guest, Command command) {
        return switch (command) {
            case Command.Create _ -> {
                guest.primary = true;
                yield new Result.Done();
            }
            case Command.OfferSeed _ -> new Result.Offered(40_000);
            case Command.FetchSeed fetch -> {
                if (!guest(fetch.primaryId()).dataVersion.equals(guest.version)) {
                    yield new Result.Failed(EngineFailure.Kind.BROKEN, "a copy of another version");
                }
                guest.position = guest(fetch.primaryId()).position;
                guest.following = fetch.address();
                guest.dataVersion = guest.version;
                guest.stopped = false;
                yield new Result.Done();
            }
            case Command.CatchUp(var position, var _) -> {
                if (guest.position < Long.parseLong(position) && !isUp(guest.following)) {
                    yield new Result.Failed(EngineFailure.Kind.PASSING, "still behind");
                }
                guest.position = Math.max(guest.position, Long.parseLong(position));
                yield new Result.Done();
            }
            case Command.Configure(var values) -> {
                if (values.containsValue("wrong") || (!guest.primary && values.containsValue("for primaries"))) {
                    yield new Result.Failed(EngineFailure.Kind.REFUSED, "That value is not taken.");
                }
                guest.values = values;
                yield new Result.Configured(values.containsKey("slow") ? List.of("slow") : List.of());
            }
            default -> throw new IllegalArgumentException(command.toString());
        };
    }

    private Result change(Guest guest, Command command) {
        return switch (command) {
            case Command.CatchUp _, Command.Configure _, Command.Create _, Command.OfferSeed _, Command.FetchSeed _ ->
                fill(guest, command);
            case Command.Freeze _ -> {
                guest.frozen = true;
                yield new Result.At(Long.toString(guest.position));
            }
            case Command.Thaw _ -> {
                guest.frozen = false;
                yield new Result.Done();
            }
            case Command.Promote _ -> {
                guest.primary = true;
                guest.frozen = false;
                guest.following = null;
                yield new Result.At(Long.toString(guest.position));
            }
            case Command.Follow(var address, var _) -> {
                if (!isUp(address)) {
                    yield new Result.Failed(EngineFailure.Kind.PASSING, "the primary is silent");
                }
                requireNotOlder(guest, address);
                guest.primary = false;
                guest.frozen = false;
                guest.following = address;
                yield new Result.Done();
            }
            case Command.Standing _ ->
                new Result.Standing(guest.primary, Long.toString(guest.position), Long.toString(guest.position), 0);
            case Command.MostAdvanced(var positions) -> {
                List<Long> numbers = positions.stream().map(Long::parseLong).toList();
                yield new Result.Choice(
                        numbers.indexOf(numbers.stream().max(Long::compare).orElseThrow()));
            }
            case Command.ModuleCommand module -> guest.module(module);
            default -> guest.turn(command);
        };
    }

    /** Of whom a replica may receive. */
    private boolean isUp(@Nullable String address) {
        return at(address).filter(guest -> guest.running && !guest.stopped).isPresent();
    }

    private Optional<Guest> at(@Nullable String address) {
        return guests.entrySet().stream()
                .filter(entry -> store.read(tx -> tx.addresses().of(entry.getKey()))
                        .filter(its -> its.equals(address))
                        .isPresent())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The two versions there are sort as words. */
    private void requireNotOlder(Guest follower, String address) {
        String primarys = at(address).orElseThrow().dataVersion;
        if (follower.dataVersion.compareTo(primarys) < 0) {
            throw new AssertionError("Version %s follows version %s.".formatted(follower.dataVersion, primarys));
        }
    }

    /** Everything on the host but the control plane dies. */
    void blackOut() {
        guests.values().forEach(guest -> guest.running = false);
    }

    /** What the guests are, for comparison. */
    String state() {
        return "exposed %s%n".formatted(exposed)
                + guests.entrySet().stream()
                        .map(entry -> "%s: %s"
                                .formatted(entry.getKey(), entry.getValue().state()))
                        .collect(Collectors.joining("\n"));
    }

    @Override
    public void create(ServerSpec spec) {
        life.run();
        if (!guest(spec.instanceId()).exists) {
            add(spec.instanceId(), false, 0, null);
        }
    }

    @Override
    public Optional<Server> find(String instanceId) {
        Guest guest = guests.get(instanceId);
        return guest == null || !guest.exists ? Optional.empty() : Optional.of(new Server(instanceId, guest.running));
    }

    @Override
    public void start(String instanceId) {
        life.run();
        guest(instanceId).running = true;
    }

    @Override
    public void stop(String instanceId) {
        life.run();
        guest(instanceId).running = false;
    }

    @Override
    public void resize(String instanceId, Flavor flavor) {
        life.run();
        guest(instanceId).flavor = flavor.name();
        guest(instanceId).running = true;
    }

    @Override
    public void grow(String instanceId, int volumeSize) {
        life.run();
        guest(instanceId).volume = Math.max(guest(instanceId).volume, volumeSize);
        guest(instanceId).running = true;
    }

    @Override
    public void reimage(String instanceId, String version, Path image) {
        life.run();
        if (!guest(instanceId).stopped && !guest(instanceId).version.equals(version)) {
            throw new AssertionError("The engine of %s runs while its binaries are exchanged.".formatted(instanceId));
        }
        guest(instanceId).version = version;
        guest(instanceId).running = true;
    }

    @Override
    public void rebuild(ServerSpec spec) {
        life.run();
        guest(spec.instanceId()).version = spec.version();
        guest(spec.instanceId()).running = true;
    }

    @Override
    public void delete(String instanceId) {
        life.run();
        guests.remove(instanceId);
    }

    @Override
    public List<Server> servers() {
        return guests.keySet().stream().flatMap(id -> find(id).stream()).toList();
    }

    @Override
    public String allocate(String instanceId, int port) {
        return store.write(tx -> {
            if (tx.addresses().of(instanceId).isEmpty()) {
                tx.addresses()
                        .take(
                                instanceId,
                                "127.64.0." + (1 + tx.addresses().taken().size()));
            }
            return tx.addresses().of(instanceId).orElseThrow();
        });
    }

    @Override
    public Optional<String> allocatePublic(String instanceId, int port) {
        return store.write(tx -> {
            if (tx.publicAddresses().of(instanceId).isEmpty()) {
                int next = 1 + tx.publicAddresses().taken().size();
                tx.publicAddresses().take(instanceId, "127.96.0." + next);
            }
            return tx.publicAddresses().of(instanceId);
        });
    }

    @Override
    public void expose(String instanceId, Access access) {
        life.run();
        if (access.equals(unreachable.get(instanceId))) {
            throw new PermanentFailure("simulated failure of the firewall");
        }
        exposed.put(instanceId, access);
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    /** Its access cannot be changed to this. */
    void failExposure(String id, Access access) {
        unreachable.put(id, access);
    }

    @Override
    public void release(String instanceId) {
        store.change(tx -> {
            tx.addresses().release(instanceId);
            tx.publicAddresses().release(instanceId);
        });
        exposed.remove(instanceId);
    }
}
