package dev.coffer.engine;

import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What tenants can set on the servers of an engine. */
public interface Parameters {

    /**
     * Asks the image's own server. What Coffer sets itself is left out.
     *
     * @param sandbox of the image, whose home is {@code scratch}
     * @param scratch an empty directory that is thrown away
     */
    List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException;

    /**
     * Whether Coffer sets it itself: what isolation, durability, replication or the agent depend on, and what names files. No tenant may
     * set it, and no server takes it from one.
     *
     * @param name in lower case
     */
    boolean isOwned(String name);

    /** What a server of that size is set to before a tenant sets anything: numbers and texts by name. */
    Map<String, Object> defaults(Flavor flavor, int volumeSize);
}
