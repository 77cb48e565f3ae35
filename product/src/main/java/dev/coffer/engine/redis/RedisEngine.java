package dev.coffer.engine.redis;

import dev.coffer.engine.Engine;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.Parameters;
import dev.coffer.engine.Server;
import dev.coffer.engine.Trial;
import dev.coffer.image.ImageRecipe;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Redis or Valkey: one primary with replicas by the engine's own replication, every acknowledged write on the disk. */
public final class RedisEngine implements Engine {
    static final int PORT = 6379;
    /** Beside the standard port, when the server has a certificate. */
    static final int TLS_PORT = 6380;

    private final Family family;
    private final List<Offer> offers;
    private final NameRules names = new Names();
    private final Parameters parameters;

    private RedisEngine(Family family, List<Offer> offers) {
        this.family = family;
        this.offers = offers;
        this.parameters = new RedisParameters(family);
    }

    public static RedisEngine redis() {
        Family family = Family.REDIS;
        return new RedisEngine(family, List.of(offer(family, "8.0", "trixie"), offer(family, "7.0", "bookworm")));
    }

    public static RedisEngine valkey() {
        Family family = Family.VALKEY;
        return new RedisEngine(family, List.of(offer(family, "9.1", "forky"), offer(family, "8.1", "trixie")));
    }

    private static Offer offer(Family family, String version, String suite) {
        return new Offer(
                version,
                ImageRecipe.of(family.word() + "-" + version, "usr/bin/" + family.server())
                        .withPackages(suite, family.packages()));
    }

    @Override
    public String name() {
        return family.word();
    }

    @Override
    public String title() {
        return family.title();
    }

    @Override
    public int port() {
        return PORT;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.USERS,
                Capability.ACCESS_RULES,
                Capability.ROOT,
                Capability.REPLICATION,
                Capability.UPGRADE,
                Capability.ROLLING_UPGRADE);
    }

    @Override
    public List<Offer> offers() {
        return offers;
    }

    @Override
    public NameRules names() {
        return names;
    }

    @Override
    public Optional<Parameters> parameters() {
        return Optional.of(parameters);
    }

    @Override
    public List<LogKind> logs() {
        return List.of(RedisLogs.ERROR);
    }

    @Override
    public Optional<Trial> trial() {
        return Optional.of(new RedisTrial(family));
    }

    @Override
    public Server open(Node node) {
        return new RedisServer(family, node);
    }
}
