package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Objects;

/** The configuration file, and what a server has before it starts for the first time. */
final class RedisData {
    private final Node node;
    private final RedisPlaces places;
    private final Secrets secrets;
    private final Rosters rosters;

    RedisData(Node node, RedisPlaces places, Secrets secrets, Rosters rosters) {
        this.node = node;
        this.places = places;
        this.secrets = secrets;
        this.rosters = rosters;
    }

    void configure(Map<String, String> overrides) throws IOException {
        String text = new Options(node, places).text(overrides, logins().all(rosters.known()));
        Disk.write(places.configuration(), text, "rw-r--r--");
        openLog();
    }

    Logins logins() throws IOException {
        return new Logins(secrets.drawn(places.agentPassword()), rosters.replicationPassword());
    }

    /** A server makes its own files when it starts. */
    void fillEmpty(Roster roster) throws IOException {
        forgetFiles();
        secrets.drawn(places.agentPassword());
        rosters.keep(roster);
    }

    /** A server whose files are gone would start empty, and so would the replicas that follow it. */
    void requireFiles() {
        if (Files.exists(places.filled()) && !Files.exists(places.manifest())) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The server's data are gone: there is no %s. Bring the file back with those it names, or detach a replica and go on with that."
                            .formatted(places.manifest()));
        }
    }

    void noteFiles() throws IOException {
        if (!Files.exists(places.filled()) && Files.exists(places.manifest())) {
            Disk.write(places.filled(), "", "rw-r--r--");
        }
    }

    void forgetFiles() throws IOException {
        Files.deleteIfExists(places.filled());
    }

    /** The server opens its log anew for every line; who starts it opens it first, and may be somebody else. */
    private void openLog() throws IOException {
        Path log = places.errorLog();
        if (!Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(log);
        }
        UserPrincipal owner = Files.getOwner(Objects.requireNonNull(log.getParent()));
        FileOwnerAttributeView view =
                Files.getFileAttributeView(log, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.getOwner().equals(owner)) {
            view.setOwner(owner);
        }
    }
}
