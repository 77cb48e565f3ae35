package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What adding and changing a version of a datastore have in common; both are for administrators. */
abstract sealed class DatastoreVersionChange implements Callable<Integer> {
    final Context context;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Id or name of the image with its programs.")
    private @Nullable String image;

    @Option(names = "--image-tag", paramLabel = "TAG", description = "A tag that its image has; may be repeated.")
    private List<String> imageTags = new ArrayList<>();

    @Option(names = "--package", paramLabel = "PACKAGE", description = "A package it needs; may be repeated.")
    private List<String> packages = new ArrayList<>();

    @Option(names = "--default", description = "Whoever names no version gets this one.")
    private boolean isDefault;

    private DatastoreVersionChange(Context context) {
        this.context = context;
    }

    Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (image != null) {
            request.put("image", image);
        }
        if (!imageTags.isEmpty()) {
            request.put("image_tags", imageTags);
        }
        if (!packages.isEmpty()) {
            request.put("packages", packages);
        }
        if (isDefault) {
            request.put("default", true);
        }
        return request;
    }

    @Command(
            name = "add-version",
            description = "Adds a version to a datastore, and the datastore when there is none of that name.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore add-version mariadb 11.8-hardened --manager mariadb --image mariadb-11.8")
    static final class Add extends DatastoreVersionChange {
        @Parameters(paramLabel = "DATASTORE", description = "Name of the datastore.")
        private String datastore = "";

        @Parameters(paramLabel = "NAME", description = "Name of the new version.")
        private String name = "";

        @Option(
                names = "--manager",
                required = true,
                paramLabel = "ENGINE",
                description = "What runs it, for example mariadb.")
        private String manager = "";

        @Option(names = "--number", paramLabel = "NUMBER", description = "Its number; the name when not given.")
        private @Nullable String number;

        @Option(names = "--inactive", description = "Nobody can order it yet.")
        private boolean inactive;

        Add(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Map<String, Object> version = request();
            version.put("name", name);
            version.put("datastore_name", datastore);
            version.put("datastore_manager", manager);
            version.put("active", !inactive);
            if (number != null) {
                version.put("version", number);
            }
            context.trove().post("/mgmt/datastore-versions", Trove.body("version", version));
            context.terminal().say("Added %s %s.".formatted(datastore, name));
            return 0;
        }
    }

    @Command(
            name = "set-version",
            description = "Changes a version of a datastore.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore set-version mariadb 10.11 --no-active")
    static final class Set extends DatastoreVersionChange {
        @Parameters(paramLabel = "DATASTORE", description = "Name of the datastore.")
        private String datastore = "";

        @Parameters(paramLabel = "VERSION", description = "Name or id of the version.")
        private String version = "";

        @Option(names = "--name", paramLabel = "NAME", description = "The new name.")
        private @Nullable String name;

        @Option(names = "--active", negatable = true, description = "Whether it can be ordered.")
        private @Nullable Boolean active;

        Set(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Map<String, Object> changes = request();
            if (name != null) {
                changes.put("name", name);
            }
            if (active != null) {
                changes.put("active", active);
            }
            if (changes.isEmpty()) {
                throw Failure.usage(
                        "It is not said what to change.", "coffer datastore set-version --help shows what can be.");
            }
            context.trove().patch("/mgmt/datastore-versions/" + id(context, datastore, version), changes);
            context.terminal().say("Changed %s %s.".formatted(datastore, version));
            return 0;
        }
    }

    /** Also of one that is not active. */
    static String id(Context context, String datastore, String version) {
        List<Json> versions = context.trove().get("/mgmt/datastore-versions").items("versions").stream()
                .filter(row -> row.string("datastore_name").equals(datastore)
                        || row.string("datastore_id").equals(datastore))
                .toList();
        return Trove.named(versions, version, "datastore version").string("id");
    }
}
