package dev.coffer.engine.mongodb;

import dev.coffer.engine.Parameters;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/** MongoDB's parameters. A server on an empty directory says of each what it is and when it can be set. */
final class MongodbParameters implements Parameters {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String SCRATCH_KEY = "scratch";

    @Override
    public List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        Files.createDirectory(scratch.resolve("data"));
        Path configuration = scratch.resolve("mongod.conf");
        Path keyFile = scratch.resolve("keyfile");
        Endpoint endpoint = new Endpoint(LOOPBACK, freePort(), null);
        String key = SCRATCH_KEY + Long.toUnsignedString(new SecureRandom().nextLong(), 36);
        MongodbPlaces.writeSecret(keyFile, key);
        Files.writeString(configuration, Options.scratch(scratch, keyFile, endpoint));
        ScratchServer server = new ScratchServer(sandbox, configuration, scratch.resolve("output"), endpoint, key);
        return server.run(session -> offered(session.admin(
                new Document("getParameter", new Document("showDetails", true).append("allParameters", true)))));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return free.getLocalPort();
        }
    }

    /** What of the server's answer is for tenants. */
    static List<Parameter> offered(Document said) {
        List<Parameter> offered = new ArrayList<>();
        for (TenantParameters.Known known : TenantParameters.all()) {
            if (said.get(known.name()) instanceof Document details && details.getBoolean("settableAtStartup", false)) {
                offered.add(known.parameter(
                        !details.getBoolean("settableAtRuntime", false), String.valueOf(details.get("value"))));
            }
        }
        return List.copyOf(offered);
    }

    @Override
    public boolean isOwned(String name) {
        return isReserved(name);
    }

    static boolean isReserved(String name) {
        return TenantParameters.find(name).isEmpty();
    }

    @Override
    public Map<String, Object> defaults(Flavor flavor, int volumeSize) {
        Map<String, Object> defaults = new TreeMap<>();
        for (TenantParameters.Known known : TenantParameters.all()) {
            defaults.put(
                    known.name().toLowerCase(Locale.ROOT), Long.valueOf(TenantParameters.initial(known, volumeSize)));
        }
        return defaults;
    }
}
