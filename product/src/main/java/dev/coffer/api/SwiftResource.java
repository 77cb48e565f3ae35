package dev.coffer.api;

import dev.coffer.backup.Container;
import dev.coffer.backup.ObjectContent;
import dev.coffer.backup.ObjectName;
import dev.coffer.backup.ObjectStore;
import dev.coffer.backup.StoredObject;
import dev.coffer.fault.Fault;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * The object storage in the form of Swift's API, for reading only: enough for the clients of Trove that read published logs. Who may
 * read a project's account is decided before.
 */
final class SwiftResource {
    static final String ROOT = "/swift/";

    private static final String PREFIX = "AUTH_";
    private static final String ACCOUNT = ROOT + "v1/{account}";
    private static final String CONTAINER = ACCOUNT + "/{container}";
    private static final String OBJECT = CONTAINER + "/{object+}";
    private static final DateTimeFormatter LISTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Code behind a route, for a caller who may read the account. */
    @FunctionalInterface
    interface Handler {
        Response handle(Request request, Map<String, String> path);
    }

    private final ObjectStore objects;

    SwiftResource(ObjectStore objects) {
        this.objects = objects;
    }

    /** Path of a project's account. */
    static String account(String projectId) {
        return ROOT + "v1/" + PREFIX + projectId;
    }

    void routes(Router<Handler> router) {
        for (String method : List.of("GET", "HEAD")) {
            router.on(method, ACCOUNT, this::account)
                    .on(method, CONTAINER, this::container)
                    .on(method, OBJECT, this::object);
        }
    }

    static String project(Map<String, String> path) {
        String account = path.getOrDefault("account", "");
        if (!account.startsWith(PREFIX)) {
            throw notFound();
        }
        return account.substring(PREFIX.length());
    }

    private static Fault notFound() {
        return Fault.notFound("The resource could not be found.");
    }

    private Response account(Request request, Map<String, String> path) {
        String project = project(path);
        Listing wanted = Listing.of(request);
        List<String> containers = StorageAccess.to(() -> objects.containers(project));
        ArrayNode rows = Json.array();
        long count = 0;
        long bytes = 0;
        for (String name : containers) {
            List<StoredObject> all = list(new Container(project, name), "", "", ObjectStore.MOST_LISTED);
            long size = all.stream().mapToLong(StoredObject::size).sum();
            count += all.size();
            bytes += size;
            if (wanted.has(name) && rows.size() < wanted.limit()) {
                rows.addObject().put("name", name).put("count", all.size()).put("bytes", size);
            }
        }
        return listed(request, rows)
                .with("X-Account-Container-Count", Integer.toString(containers.size()))
                .with("X-Account-Object-Count", Long.toString(count))
                .with("X-Account-Bytes-Used", Long.toString(bytes));
    }

    private Response container(Request request, Map<String, String> path) {
        Container container = containerOf(path);
        if (!StorageAccess.<Boolean>to(() -> objects.exists(container))) {
            throw notFound();
        }
        Listing wanted = Listing.of(request);
        List<StoredObject> all = list(container, "", "", ObjectStore.MOST_LISTED);
        ArrayNode rows = Json.array();
        list(container, wanted.prefix(), wanted.marker(), wanted.limit()).stream()
                .filter(object -> wanted.has(object.name().name()))
                .forEach(object -> rows.addObject()
                        .put("name", object.name().name())
                        .put("bytes", object.size())
                        .put("hash", object.md5())
                        .put("content_type", object.traits().type())
                        .put("last_modified", LISTED.format(object.modified())));
        return listed(request, rows)
                .with("X-Container-Object-Count", Integer.toString(all.size()))
                .with(
                        "X-Container-Bytes-Used",
                        Long.toString(all.stream().mapToLong(StoredObject::size).sum()));
    }

    private List<StoredObject> list(Container container, String prefix, String marker, int limit) {
        return StorageAccess.to(() -> objects.list(container, prefix, marker, limit));
    }

    private Response object(Request request, Map<String, String> path) {
        ObjectName name = containerOf(path).object(path.getOrDefault("object+", ""));
        if (request.method().equals("HEAD")) {
            StoredObject found = StorageAccess.to(() -> objects.find(name)).orElseThrow(SwiftResource::notFound);
            return new Response(200, headers(found), new byte[0]);
        }
        ObjectContent content = StorageAccess.to(() -> objects.open(name)).orElseThrow(SwiftResource::notFound);
        Response.Stream stream = out -> {
            try (content) {
                content.content().transferTo(out);
            }
        };
        return new Response(200, headers(content.object()), stream);
    }

    private static Container containerOf(Map<String, String> path) {
        return new Container(project(path), path.getOrDefault("container", ""));
    }

    private static Map<String, String> headers(StoredObject object) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", object.traits().type());
        headers.put("Content-Length", Long.toString(object.size()));
        headers.put("ETag", object.md5());
        headers.put("Last-Modified", HTTP.format(object.modified()));
        headers.put(
                "X-Timestamp",
                "%d.%05d"
                        .formatted(
                                object.modified().getEpochSecond(),
                                object.modified().getNano() / 10_000));
        object.traits().metadata().forEach((name, value) -> headers.put("X-Object-Meta-" + capital(name), value));
        @Nullable Instant expires = object.traits().expires();
        if (expires != null) {
            headers.put("X-Delete-At", Long.toString(expires.getEpochSecond()));
        }
        return headers;
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** As JSON for those who want it, else as lines, as Swift does. */
    private static Response listed(Request request, ArrayNode rows) {
        if (request.method().equals("HEAD")) {
            return new Response(204, Map.of(), new byte[0]);
        }
        boolean json = request.parameter("format")
                .map("json"::equals)
                .orElseGet(() -> request.header("Accept")
                        .filter(accept -> accept.contains("json"))
                        .isPresent());
        if (json) {
            return Response.ok(rows);
        }
        if (rows.isEmpty()) {
            return new Response(204, Map.of("Content-Type", "text/plain; charset=UTF-8"), new byte[0]);
        }
        return Response.text(
                200,
                rows.valueStream()
                        .map(row -> row.path("name").asString() + "\n")
                        .collect(Collectors.joining()));
    }

    /** Which part of a list is wanted. */
    private record Listing(String prefix, String marker, String endMarker, int limit) {
        static Listing of(Request request) {
            Map<String, String> parameters = request.parameters();
            for (String unknown : List.of("delimiter", "path")) {
                if (parameters.containsKey(unknown)) {
                    throw Fault.badRequest("The parameter '%s' is not supported here; use prefix.".formatted(unknown));
                }
            }
            return new Listing(
                    parameters.getOrDefault("prefix", ""),
                    parameters.getOrDefault("marker", ""),
                    parameters.getOrDefault("end_marker", ""),
                    limit(parameters.getOrDefault("limit", "")));
        }

        private static int limit(String text) {
            if (text.isEmpty()) {
                return ObjectStore.MOST_LISTED;
            }
            if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > ObjectStore.MOST_LISTED) {
                throw Fault.badRequest("The limit must be an integer from 0 to %d.".formatted(ObjectStore.MOST_LISTED));
            }
            return Integer.parseInt(text);
        }

        boolean has(String name) {
            return name.startsWith(prefix)
                    && name.compareTo(marker) > 0
                    && (endMarker.isEmpty() || name.compareTo(endMarker) < 0);
        }
    }
}
