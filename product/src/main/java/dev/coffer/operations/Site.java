package dev.coffer.operations;

import dev.coffer.compute.ServerSpec;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.engine.Engine;
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
import java.util.function.Supplier;

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
        String address = allocateAddress();
        String token = inviteAgent();
        createServer(address, token);
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

    private String allocateAddress() {
        steps.onFailure("allocate address", () -> rooms.addresses().release(instance.id()));
        String address = steps.step(
                "allocate address",
                String.class,
                () -> decided(() -> rooms.addresses().allocate(instance.id(), engine.port())));
        steps.step("publish address", () -> rooms.change(instance.id(), row -> row.withAddresses(address, null)));
        return address;
    }

    private String inviteAgent() {
        steps.onFailure(
                "invite agent", () -> rooms.store().change(tx -> tx.agents().revoke(instance.id())));
        return steps.step("invite agent", String.class, () -> {
            String token = secret();
            rooms.store().change(tx -> tx.agents().invite(instance.id(), sha256(token)));
            return token;
        });
    }

    private void createServer(String address, String token) {
        Flavor flavor = rooms.store()
                .read(tx -> tx.flavors().find(instance.flavorId()))
                .orElseThrow(() -> new IllegalStateException("There is no flavor " + instance.flavorId() + "."));
        steps.step(
                "create server",
                () -> {
                    decided(() -> {
                        create(flavor, address, token);
                        return true;
                    });
                },
                () -> rooms.compute().delete(instance.id()));
    }

    private void create(Flavor flavor, String address, String token) {
        Path root = rooms.images().fetch(image(), _ -> {});
        rooms.compute()
                .create(new ServerSpec(
                        instance.id(),
                        engine.name(),
                        version.name(),
                        address,
                        flavor,
                        instance.volumeSize(),
                        root,
                        token));
    }

    private String image() {
        String image = version.image();
        if (image == null) {
            throw new IllegalStateException("Datastore version " + version.name() + " has no image.");
        }
        return image;
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
