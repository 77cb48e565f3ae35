package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Commands of {@code openstack} whose routes Coffer does not have yet. This is the one place that says so: what waits must still be
 * refused as something unknown, so a test fails, and says what to do, as soon as the routes are there.
 */
enum Waiting {
    CONFIGURATIONS("database configuration list", "database configuration"),
    LOGS("database log list shop", "database log"),
    RESIZE("database instance resize volume shop 2", "database instance resize", "database instance upgrade"),
    REBUILD("database instance rebuild %s 00000000-0000-4000-8000-00000000dead", "database instance rebuild"),
    MANAGEMENT("database instance list --all-projects", "database instance reboot"),
    ACCESS("database instance update %s --is-public"),
    QUOTAS("database quota show admin", "database quota"),
    VERSIONS(
            "datastore version delete 00000000-0000-4000-8000-00000000dead",
            "datastore version create",
            "datastore version set",
            "datastore version delete",
            "datastore delete"),
    BACKUPS("database backup list", "database backup"),
    CLUSTERS("database cluster list", "database cluster");

    private static final Set<Waiting> NOW = EnumSet.allOf(Waiting.class);

    private final String probe;
    private final List<String> commands;

    /**
     * @param probe a command of the group; {@code %s} is the id of instance {@code shop}
     * @param commands first words of all that wait
     */
    Waiting(String probe, String... commands) {
        this.probe = probe;
        this.commands = List.of(commands);
    }

    boolean waits() {
        return NOW.contains(this);
    }

    /** False when the commands can be tried. True when they wait, after a look that this is so. */
    boolean stillWaits(OpenstackSession openstack, String shop) throws IOException {
        if (!waits()) {
            return false;
        }
        assertThat(openstack.refused(probe.formatted(shop)))
                .as("The routes of %s are there; take it out of Waiting.NOW", this)
                .containsAnyOf("The resource could not be found", "is not supported by this release");
        System.out.println("Not tried: the commands like `openstack %s` wait for their routes.".formatted(probe));
        return true;
    }

    /** First words of all commands that wait. */
    static List<String> commands() {
        return NOW.stream().flatMap(group -> group.commands.stream()).toList();
    }
}
