package dev.coffer.engine;

import dev.coffer.image.ImageRecipe;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A database engine, as the control plane sees it; {@link #open} is the agent's half.
 *
 * <p>Adding an engine is one folder here and one line in {@link Engines}.
 */
public interface Engine {

    /** Trove's datastore manager name, e.g. {@code mariadb}. */
    String name();

    /** As people write it, e.g. {@code MariaDB}. */
    String title();

    /** The room it is in, which engines of a family share. */
    default String room() {
        String name = getClass().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Standard port of its clients. */
    int port();

    /** What tenants can set on its servers; empty when that is nothing. */
    default Optional<Parameters> parameters() {
        return Optional.empty();
    }

    /** What it can do. An absent capability is answered "not supported" before anything starts. */
    Set<Capability> capabilities();

    /** The datastore versions it offers and how their binaries come to be; the first is the default. */
    List<Offer> offers();

    /** Rules for names and passwords, checked before an operation is filed. */
    NameRules names();

    /** The logs its servers keep; none when they can be neither shown nor switched. */
    default List<LogKind> logs() {
        return List.of();
    }

    /** What proves that a server of it serves; empty when nobody knows how. */
    default Optional<Trial> trial() {
        return Optional.empty();
    }

    /** The agent's half: one server of this engine on this node. Has no effect of its own. */
    Server open(Node node);

    /** What an engine may be able to do beyond running. */
    enum Capability {
        DATABASES,
        USERS,
        /** A user is bound to hosts, and the same name from elsewhere is another user. */
        HOSTS,
        /** Rights can be given on databases that are not there yet. */
        FUTURE_GRANTS,
        /** Users have rules of what they may do, in the engine's words; see {@link UserSpec#rules()}. */
        ACCESS_RULES,
        ROOT,
        REPLICATION,
        /** A primary can be made to wait until a replica has what it acknowledges; see {@link Replication#synchronise}. */
        SYNCHRONY,
        /** Its data can be taken to a newer version of it. */
        UPGRADE,
        /** A replica may be of a newer version than its primary, so a set is upgraded while it serves. */
        ROLLING_UPGRADE
    }

    /**
     * A datastore version.
     *
     * @param version what tenants write, e.g. {@code 11.8}
     */
    record Offer(String version, ImageRecipe recipe) {}
}
