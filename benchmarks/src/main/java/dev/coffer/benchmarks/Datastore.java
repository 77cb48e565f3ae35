package dev.coffer.benchmarks;

import dev.coffer.engine.Engine;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Engines;
import dev.coffer.engine.Trial;
import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.Trial.Visit;

/** What instances are made of, in its newest version, and the application that uses them. */
record Datastore(Engine engine) {
    static final Datastore MARIADB = named("mariadb");

    private static final String USER = "app";
    private static final String PASSWORD = "secret-App-1";
    private static final String DATABASE = "app";

    static Datastore named(String name) {
        return new Datastore(Engines.shipped().named(name));
    }

    String name() {
        return engine.name();
    }

    String version() {
        return engine.offers().getFirst().version();
    }

    /** Name of its image. */
    String image() {
        return engine.offers().getFirst().recipe().name();
    }

    /** The figure of this name for this datastore; MariaDB's have none. */
    String figure(String name) {
        return equals(MARIADB) ? name : name + "-" + name();
    }

    /** Body of the request for an instance with the application's database and account. */
    String order(String name) {
        return order(name, "1", 1);
    }

    /** @param volume GiB */
    String order(String name, String flavor, int volume) {
        String databases = engine.capabilities().contains(Engine.Capability.DATABASES)
                ? "[{\"name\": \"%s\"}]".formatted(DATABASE)
                : "[]";
        return """
                {"instance": {"name": "%s", "flavorRef": "%s", "volume": {"size": %d},
                  "datastore": {"type": "%s", "version": "%s"}, "databases": %s,
                  "users": [{"name": "%s", "password": "%s", "databases": %s}]}}
                """.formatted(name, flavor, volume, name(), version(), databases, USER, PASSWORD, databases);
    }

    /** The application at an address. */
    record Tenant(String address, String user, String password, String database) {}

    Tenant tenant(String address) {
        return new Tenant(address, USER, PASSWORD, DATABASE);
    }

    Trial trial() {
        return engine.trial().orElseThrow();
    }

    Visit visit(String address) {
        return trial().visit(new Login(address, USER, PASSWORD, DATABASE));
    }

    boolean admits(String address) {
        try (Visit _ = visit(address)) {
            return true;
        } catch (EngineFailure notYet) {
            return false;
        }
    }
}
