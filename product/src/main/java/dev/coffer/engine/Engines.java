package dev.coffer.engine;

import dev.coffer.engine.cassandra.CassandraEngine;
import dev.coffer.engine.mongodb.MongodbEngine;
import dev.coffer.engine.mysql.MariadbEngine;
import dev.coffer.engine.mysql.MysqlEngine;
import dev.coffer.engine.postgresql.PostgresqlEngine;
import dev.coffer.engine.redis.RedisEngine;
import java.util.List;
import java.util.Optional;

/** The list of engines. */
public final class Engines {
    private final List<Engine> engines;

    public Engines(List<Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    /** The engines Coffer ships; the first is the default datastore. */
    public static Engines shipped() {
        return new Engines(List.of(
                new MariadbEngine(),
                new MysqlEngine(),
                new PostgresqlEngine(),
                RedisEngine.redis(),
                RedisEngine.valkey(),
                new MongodbEngine(),
                new CassandraEngine()));
    }

    public List<Engine> all() {
        return engines;
    }

    public Optional<Engine> find(String name) {
        return engines.stream().filter(engine -> engine.name().equals(name)).findFirst();
    }

    /** @throws IllegalArgumentException when there is none of that name */
    public Engine named(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("There is no engine " + name + "."));
    }
}
