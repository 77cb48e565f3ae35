package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Overrides;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.bson.Document;

/**
 * Parameters a tenant has set: by one command on a server that runs, and in its configuration file.
 *
 * <p>The server is set first and the file written last, so a call that was cut off is simply made again.
 */
final class MongodbSettings implements Settings {
    private final Node node;
    private final Overrides overrides;
    private final MongodbServer.Sessions sessions;
    private final BooleanSupplier runs;

    MongodbSettings(Node node, Overrides overrides, MongodbServer.Sessions sessions, BooleanSupplier runs) {
        this.node = node;
        this.overrides = overrides;
        this.sessions = sessions;
        this.runs = runs;
    }

    @Override
    public List<String> apply(Map<String, String> values) throws IOException {
        Map<String, String> wanted = new TreeMap<>(values);
        wanted.forEach(MongodbSettings::refuseHarmful);
        Set<String> waiting = runs.getAsBoolean() ? change(wanted) : Set.of();
        Disk.directory(node.conf());
        overrides.want(wanted);
        return List.copyOf(waiting);
    }

    /** Checked before; here once more, since it would reach the configuration file. */
    private static void refuseHarmful(String name, String value) {
        TenantParameters.Known known = TenantParameters.find(name)
                .orElseThrow(() -> new EngineFailure(
                        Kind.REFUSED, "The parameter %s is not for tenants to set.".formatted(brief(name))));
        if (!known.accepts(value)) {
            throw new EngineFailure(
                    Kind.REFUSED, "The parameter %s cannot be %s.".formatted(known.name(), brief(value)));
        }
    }

    private static String brief(String text) {
        String shown = text.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }

    /** Sets what can be set now, all of it or nothing. Returns what waits for a restart. */
    private Set<String> change(Map<String, String> wanted) {
        Map<String, String> started = overrides.started();
        Set<String> concerned = new TreeSet<>(wanted.keySet());
        concerned.addAll(started.keySet());
        concerned.addAll(overrides.wanted().keySet());
        Set<String> waiting = new TreeSet<>();
        Document now = new Document("setParameter", 1);
        Document former = new Document("setParameter", 1);
        if (concerned.isEmpty()) {
            return waiting;
        }
        try (Session session = sessions.open()) {
            Document said = session.admin(question(concerned));
            for (String name : concerned) {
                TenantParameters.Known known = TenantParameters.find(name).orElseThrow();
                Document details = said.get(known.name(), Document.class);
                if (details != null && details.getBoolean("settableAtRuntime", false)) {
                    String value = wanted.getOrDefault(name, TenantParameters.initial(known, node.volumeSize()));
                    now.append(known.name(), known.value(value));
                    former.append(known.name(), details.get("value"));
                } else if (!Objects.equals(started.get(name), wanted.get(name))) {
                    waiting.add(name);
                }
            }
            set(session, now, former);
            return waiting;
        }
    }

    private static Document question(Set<String> names) {
        Document question = new Document("getParameter", new Document("showDetails", true));
        names.forEach(name ->
                question.append(TenantParameters.find(name).orElseThrow().name(), 1));
        return question;
    }

    /** The server looks at all names before it sets any, but at each value only when it comes to it. */
    private static void set(Session session, Document now, Document former) {
        if (now.size() == 1) {
            return;
        }
        try {
            session.admin(now);
        } catch (EngineFailure failure) {
            if (failure.kind() == Kind.PASSING) {
                throw failure;
            }
            session.admin(former);
            throw new EngineFailure(Kind.REFUSED, "The parameters cannot be set so. " + failure.getMessage(), failure);
        }
    }

    @Override
    public Optional<String> fallback() {
        return overrides.fallback();
    }
}
