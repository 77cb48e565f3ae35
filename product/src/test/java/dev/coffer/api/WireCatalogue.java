package dev.coffer.api;

import dev.coffer.engine.Offers;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Names of the datastores and versions that every {@link Stage} has. */
final class WireCatalogue implements WireTopic {

    @Override
    public void plant(WireSeed seed) {
        for (String datastore : List.of("mysql", "mariadb", "postgresql")) {
            seed.name("ds_" + datastore, Stage.datastoreId(datastore));
        }
        seed.name("image", Offers.imageId("mysql-8.4.0"));
        name(seed, "mysql", "8.4.0", "8.0.36", "5.7.29", "5.6");
        name(seed, "mariadb", "11.4.4", "10.6");
        name(seed, "postgresql", "17", "16");
    }

    private static void name(WireSeed seed, String datastore, String... versions) {
        for (String version : versions) {
            seed.name(placeholder(datastore, version), Stage.versionId(datastore, version));
        }
    }

    private static String placeholder(String datastore, String version) {
        return "dsv_%s_%s".formatted(datastore, version.replace('.', '_'));
    }

    /** The answer to creating a version does not tell its id. */
    @Override
    public void after(WireSeed seed, Exchange exchange, Response answer) {
        if (exchange.name().equals("mgmt-dsv-create-ok")) {
            Response versions = seed.stage.admin("GET", "/datastores/mysql/versions", "");
            for (JsonNode version : Stage.json(versions).path("versions")) {
                if (version.path("name").asString("").equals("9.1")) {
                    seed.name(placeholder("mysql", "9.1"), version.path("id").asString());
                }
            }
        }
    }
}
