package dev.coffer.operations;

import dev.coffer.compute.ServerSpec;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Offers;
import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the server of a new instance: image, address, identity, server. Each method is a step with its undo. */
final class Site {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Steps steps;
    private final Rooms rooms;
    private final Instance instance;
    private final DatastoreVersion version;
    private final Engine engine;

    Site(Steps steps, Rooms rooms, String instanceId) {
        this.steps = steps;
        this.rooms = rooms;
        this.instance = rooms.instance(instanceId);
        this.version = rooms.version(instance);
        this.engine = rooms.engine(instance);
    }

    int port() {
        return engine.port();
    }

    void build() {
        prepareImage();
        Pair addresses = allocateAddresses();
        String token = inviteAgent();
        createServer(addresses, token);
        // Before there is an engine: who may not connect never could.
        steps.step("apply access", () -> rooms.expose(instance.id()));
    }

    /** The same server from its image, around its data. */
    void rebuild() {
        prepareImage();
        String address = instance.address();
        if (address == null) {
            throw new PermanentFailure(
                    "Instance %s has no address, so it has never been made; delete it.".formatted(instance.id()));
        }
        Pair addresses = new Pair(address, Objects.requireNonNullElse(instance.publicAddress(), ""));
        String token = token();
        Flavor flavor = flavor();
        steps.step("make server anew", () -> {
            decided(() -> {
                rooms.compute().rebuild(specification(flavor, addresses, token));
                return true;
            });
        });
        steps.step("apply access", () -> rooms.expose(instance.id())); // its user may be another one
    }

    private void prepareImage() {
        steps.step("prepare image", () -> {
            decided(() -> rooms.images().fetch(image(), _ -> {}));
        });
    }

    /** A fault that does not pass needs somebody to act, who should hear of it at once. */
    static <T> T decided(Supplier<T> work) {
        try {
            return work.get();
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.UNAVAILABLE) {
                throw fault;
            }
            throw new PermanentFailure(fault.sentence(), fault);
        }
    }

    /** @param outside empty for none */
    private record Pair(String inside, String outside) {}

    private Pair allocateAddresses() {
        steps.onFailure("allocate address", () -> {
            rooms.addresses().release(instance.id());
            rooms.change(instance.id(), row -> row.withAddresses(null, null)); // they are another's next
        });
        String address = steps.step(
                "allocate address",
                String.class,
                () -> decided(() -> rooms.addresses().allocate(instance.id(), engine.port())));
        String outside = steps.step(
                "allocate public address",
                String.class,
                () -> decided(() -> rooms.addresses().allocatePublic(instance.id(), engine.port()))
                        .orElse(""));
        Pair addresses = new Pair(address, outside);
        steps.step(
                "publish address",
                () -> rooms.change(instance.id(), row -> row.withAddresses(address, published(addresses))));
        return addresses;
    }

    private static @Nullable String published(Pair addresses) {
        return addresses.outside().isEmpty() ? null : addresses.outside();
    }

    private String inviteAgent() {
        steps.onFailure(
                "invite agent", () -> rooms.store().change(tx -> tx.agents().revoke(instance.id())));
        return token();
    }

    private String token() {
        return steps.step("invite agent", String.class, () -> {
            String token = secret();
            rooms.store().change(tx -> tx.agents().invite(instance.id(), sha256(token)));
            return token;
        });
    }

    private void createServer(Pair addresses, String token) {
        Flavor flavor = flavor();
        steps.step(
                "create server",
                () -> {
                    decided(() -> {
                        rooms.compute().create(specification(flavor, addresses, token));
                        return true;
                    });
                },
                () -> rooms.compute().delete(instance.id()));
    }

    private Flavor flavor() {
        return rooms.store()
                .read(tx -> tx.flavors().find(instance.flavorId()))
                .orElseThrow(() -> new IllegalStateException("There is no flavor " + instance.flavorId() + "."));
    }

    private ServerSpec specification(Flavor flavor, Pair addresses, String token) {
        Path root = rooms.images().fetch(image(), _ -> {});
        return new ServerSpec(
                instance.id(),
                engine.name(),
                version.name(),
                addresses.inside(),
                flavor,
                instance.volumeSize(),
                root,
                token,
                published(addresses));
    }

    private String image() {
        return image(rooms, version);
    }

    /** Exchanges the binaries of an instance that is stopped. */
    static void reimage(Rooms rooms, String instanceId, DatastoreVersion version) {
        boolean _ = decided(() -> {
            String image = image(rooms, version);
            rooms.compute().reimage(instanceId, version.name(), rooms.images().fetch(image, _ -> {}));
            return true;
        });
    }

    static String image(Rooms rooms, DatastoreVersion version) {
        Engine engine = rooms.engines().named(version.engine());
        return Offers.image(engine, version)
                .orElseThrow(() -> new PermanentFailure(
                        "Datastore version %s has no image, and none of %s has all its tags; give it one."
                                .formatted(version.name(), engine.name())));
    }

    /** 256 random bits as text. */
    static String secret() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
