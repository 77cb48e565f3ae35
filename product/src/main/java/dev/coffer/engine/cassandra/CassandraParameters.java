package dev.coffer.engine.cassandra;

import dev.coffer.engine.Node;
import dev.coffer.engine.Parameters;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cassandra's settings, of which the server says names and values and nothing else. So a type is what the value looks like, there are
 * no bounds, and every change waits for a restart; the server has the last word then.
 */
final class CassandraParameters implements Parameters {
    /** It is not what is asked about, and not used. */
    private static final String NOWHERE = "127.0.0.1";

    @Override
    public List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        Node node = new Node("survey", "", NOWHERE, scratch, scratch.resolve("secrets"), 512, 1, 1, sandbox);
        CassandraPlaces places = new CassandraPlaces(node);
        new DataDirectory(places, new Secrets()).prepareHome();
        List<Parameter> parameters = new ArrayList<>();
        new PassingServer(node, new Tools(node, Complaints::isOfTool))
                .run(
                        places.dataDirectory(),
                        (_, session) -> session.rows("SELECT name, value FROM system_views.settings")
                                .forEach(row ->
                                        parameter(row.text(0), row.text(1)).ifPresent(parameters::add)));
        return List.copyOf(parameters);
    }

    /** Empty when it is not for tenants, or not known what it looks like. */
    static Optional<Parameter> parameter(String name, String value) {
        boolean known = !value.isEmpty() && !value.equals("null");
        return Owned.covers(name) || !known
                ? Optional.empty()
                : Optional.of(new Parameter(name, type(value), null, null, List.of(), true, value));
    }

    private static Type type(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Type.BOOLEAN;
        }
        if (value.matches("-?\\d{1,18}")) {
            return Type.INTEGER;
        }
        return value.matches("-?\\d+\\.\\d+") ? Type.FLOAT : Type.TEXT;
    }

    @Override
    public boolean isOwned(String name) {
        return Owned.covers(name);
    }

    @Override
    public Map<String, Object> defaults(Flavor flavor, int volumeSize) {
        return new TreeMap<>(Configuration.sizes(flavor.ram(), flavor.vcpus(), volumeSize));
    }
}
