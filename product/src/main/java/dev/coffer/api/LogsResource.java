package dev.coffer.api;

import dev.coffer.agent.command.Result;
import dev.coffer.backup.ObjectStore;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.LogKind;
import dev.coffer.fault.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Logs of an instance: Trove's list and actions, and, beyond Trove, reading one. */
final class LogsResource {
    private static final int LINES = 50;
    private static final int MOST_LINES = 10_000;
    private static final int MOST_TAIL = 64 * 1024;
    private static final int MOST_PIECE = 128 * 1024;

    private final Context context;
    private final ObjectStore objects;
    private final LogTurns turns = new LogTurns();

    LogsResource(Context context, ObjectStore objects) {
        this.context = context;
        this.objects = objects;
    }

    void routes(Routes routes) {
        String log = "/instances/{id}/log";
        routes.on("GET", log, "instance:guest_log_list", this::list)
                .on("POST", log, "instance:guest_log_list", this::act)
                .on("GET", log + "/{name}", "instance:guest_log_list", this::read);
    }

    private Response list(Call call) {
        InstanceLogs logs = InstanceLogs.of(context, call);
        List<LogInfo> infos = logs.infos();
        ArrayNode rows = Json.array();
        logs.kinds().forEach(kind -> rows.add(logs.view(kind, InstanceLogs.info(kind, infos), objects)));
        return Response.ok(Json.wrap("logs", rows));
    }

    /** What is wanted of a log; no verb at all shows it. */
    private record Wish(String name, boolean enable, boolean disable, boolean publish, boolean discard) {
        static Wish of(JsonNode body) {
            Wish wish = new Wish(
                    body.path("name").asString(),
                    isOn(body, "enable"),
                    isOn(body, "disable"),
                    isOn(body, "publish"),
                    isOn(body, "discard"));
            if (wish.enable && wish.disable) {
                throw Fault.badRequest("Cannot enable and disable log.");
            }
            return wish;
        }

        private static boolean isOn(JsonNode body, String verb) {
            JsonNode value = body.path(verb);
            return value.booleanValue(false) || value.intValue(0) == 1;
        }

        String action() {
            return publish ? "publish" : discard ? "discard" : enable ? "enable" : disable ? "disable" : "show";
        }

        /** As in Trove: what is published is also written, unless it is said otherwise. */
        boolean enabledBy(LogInfo now) {
            return (enable || (publish && !disable)) && !now.enabled();
        }

        boolean disabledBy(LogInfo now) {
            return disable && now.enabled();
        }

        void refuseForSystem() {
            if (!publish && (enable || disable)) {
                throw Fault.badRequest("Cannot %s a SYSTEM log ('%s').".formatted(action(), name));
            }
        }
    }

    private Response act(Call call) {
        Wish wish = Wish.of(call.body(Schemas.LOG_ACTION));
        InstanceLogs logs = InstanceLogs.of(context, call);
        LogKind kind = logs.kind(wish.name(), wish.action());
        if (!kind.switchable()) {
            wish.refuseForSystem();
        }
        if (wish.publish()) {
            logs.requirePublishable(kind);
        }
        LogInfo info = logs.info(kind);
        Optional<String> operation = kind.switchable() && (wish.enabledBy(info) || wish.disabledBy(info))
                ? Optional.of(logs.enable(kind, wish.enabledBy(info)))
                : Optional.empty();
        LogInfo now = operation.isPresent() ? logs.info(kind) : info;
        transfer(wish, logs, kind, now);
        Response shown = Response.ok(Json.wrap("log", logs.view(kind, now, objects)));
        return operation.map(shown::filed).orElse(shown);
    }

    private void transfer(Wish wish, InstanceLogs logs, LogKind kind, LogInfo info) {
        if (!wish.discard() && !wish.publish()) {
            return;
        }
        LogPlace place = logs.place(kind);
        PublishedLog published = new PublishedLog(place, objects, context.clock());
        turns.take(place, () -> {
            if (wish.discard()) {
                StorageAccess.change(published::discard);
            }
            if (wish.publish()) {
                StorageAccess.change(() -> published.publish(info, (from, most) -> logs.read(kind, from, most)));
            }
        });
    }

    private Response read(Call call) {
        Map<String, String> parameters = call.request().parameters();
        if (parameters.containsKey("lines") && parameters.containsKey("offset")) {
            throw Fault.badRequest("Give either 'lines', for the end of the log, or 'offset', to read on from there.");
        }
        long lines = number(parameters.getOrDefault("lines", "" + LINES), "lines", MOST_LINES);
        long offset = number(parameters.getOrDefault("offset", "0"), "offset", Long.MAX_VALUE);
        InstanceLogs logs = InstanceLogs.of(context, call);
        LogKind kind = logs.kind(call.id("name"), "read");
        Result.LogText text = parameters.containsKey("offset")
                ? logs.read(kind, offset, MOST_PIECE)
                : logs.tail(kind, (int) lines, MOST_TAIL);
        return Response.ok(Json.wrap(
                "log",
                Json.object()
                        .put("name", kind.name())
                        .put("offset", text.from())
                        .put("next_offset", text.next())
                        .put("end_offset", text.end())
                        .put("text", text.text())));
    }

    private static long number(String text, String name, long most) {
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
            throw Fault.badRequest("'%s' must be an integer from 0 to %d.".formatted(name, most));
        }
        return Long.parseLong(text);
    }
}
