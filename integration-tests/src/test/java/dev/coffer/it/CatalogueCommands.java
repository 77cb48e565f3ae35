package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Quotas, datastores, and what there is of backups and clusters without data of either, by the {@code openstack} client. */
final class CatalogueCommands {
    private static final String NOBODY = "00000000-0000-4000-8000-00000000dead";

    private final OpenstackSession openstack;
    private final String shop;

    /** @param shop id of instance {@code shop} */
    CatalogueCommands(OpenstackSession openstack, String shop) {
        this.openstack = openstack;
        this.shop = shop;
    }

    void tryQuotas(String project) throws IOException {
        assertThat(openstack.column("Resource", "database quota show admin")).contains("instances", "volumes");
        assertThat(openstack
                        .json("database quota update admin instances 57")
                        .get("instances")
                        .asInt())
                .isEqualTo(57);
        assertThat(openstack.column("Limit", "database quota show " + project)).contains("57");
        assertThat(openstack.refused("database quota update admin sheep 3")).contains("sheep");
    }

    /** @param image that exists */
    void tryDatastores(String image) throws IOException {
        openstack.silently("datastore version create next scratch mariadb " + image + " --active");
        String id = openstack
                .json("datastore version show next --datastore scratch")
                .get("id")
                .asString();
        openstack.silently("datastore version set " + id + " --version-name later");
        assertThat(openstack.column("Name", "datastore version list scratch")).containsExactly("later");
        assertThat(openstack.refused("datastore delete scratch")).contains("Failed to delete datastore scratch");
        openstack.silently("datastore version set " + id + " --disable");
        assertThat(openstack.json("datastore version show " + id).get("active").asBoolean())
                .isFalse();
        openstack.silently("datastore version delete " + id);
        openstack.silently("datastore delete scratch");
        assertThat(openstack.column("Name", "datastore list")).doesNotContain("scratch");
    }

    /** Where backups go is kept; that none can be made is said. */
    void tryBackups() throws IOException {
        assertThat(openstack.column("ID", "database backup list")).isEmpty();
        assertThat(openstack.column("ID", "database backup list instance shop")).isEmpty();
        assertThat(openstack.refused("database backup show " + NOBODY)).contains(NOBODY);
        assertThat(openstack.refused("database backup create nightly --instance shop"))
                .contains("HTTP 501", "Making a backup is not supported by this release of Coffer.");
        assertThat(openstack.refused("database backup delete " + NOBODY)).contains("Unable to delete");
        // Executions are those of Mistral, which the client looks for on its own host when the catalog has none.
        assertThat(openstack.refused("database backup execution delete " + NOBODY))
                .contains("/v2/executions/");

        JsonNode made =
                openstack.json("database backup strategy create --instance-id " + shop + " --swift-container nightly");
        assertThat(made.get("swift_container").asString()).isEqualTo("nightly");
        assertThat(made.get("instance_id").asString()).isEqualTo(shop);
        String container = "database backup strategy list --instance-id " + shop;
        assertThat(openstack.column("Swift Container", container)).containsExactly("nightly");
        openstack.silently("database backup strategy delete --instance-id " + shop);
        assertThat(openstack.column("Swift Container", container)).isEmpty();
    }

    void tryClusters() throws IOException {
        assertThat(openstack.column("ID", "database cluster list")).isEmpty();
        assertThat(openstack.refused("database cluster create many mariadb 11.8 --instance flavor=1,volume=1"))
                .contains("Clusters not supported for mariadb-11.8");
        for (String command : List.of(
                "show none",
                "delete none",
                "force delete none",
                "reset status none",
                "list instances none",
                "modules none",
                "upgrade none 11.8",
                "grow none --instance flavor=1,volume=1",
                "shrink none " + shop)) {
            assertThat(openstack.refused("database cluster " + command))
                    .contains("No cluster with a name or ID of 'none' exists");
        }
    }
}
