package dev.coffer.api;

import dev.coffer.model.Flavor;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a flavor. */
final class FlavorView {
    private FlavorView() {}

    static ObjectNode of(Flavor flavor, Links links) {
        ObjectNode view = Json.object();
        // gophercloud reads an integer here; an id that is none is only in str_id
        if (flavor.id().matches("0|[1-9][0-9]{0,8}")) {
            view.put("id", Integer.parseInt(flavor.id()));
        } else {
            view.putNull("id");
        }
        view.set("links", links.to("flavors", flavor.id()));
        return view.put("name", flavor.name())
                .put("ram", flavor.ram())
                .put("vcpus", flavor.vcpus())
                .put("disk", flavor.disk())
                .put("ephemeral", flavor.ephemeral())
                .put("str_id", flavor.id());
    }
}
