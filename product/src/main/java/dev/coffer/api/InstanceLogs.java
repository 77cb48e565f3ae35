package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.backup.ObjectStore;
import dev.coffer.engine.Engine;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.LogKind;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.operations.SwitchLog;
import dev.coffer.store.Instances.Listing;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The logs of one instance that a caller may see. The engine need not run, but the agent must answer. */
final class InstanceLogs {
    /** The agent's own; it tells more of the installation than a tenant needs. */
    private static final LogKind GUEST = new LogKind("guest", false);

    private final Context context;
    private final Call call;
    private final Listing listing;
    private final Engine engine;

    private InstanceLogs(Context context, Call call, Listing listing, Engine engine) {
        this.context = context;
        this.call = call;
        this.listing = listing;
        this.engine = engine;
    }

    static InstanceLogs of(Context context, Call call) {
        Listing listing = context.read(tx -> context.listing(tx, call));
        Engine engine = context.engine(listing.version())
                .filter(known -> !known.logs().isEmpty())
                .orElseThrow(() -> Fault.unprocessable("Operation not supported for datastore %s."
                        .formatted(listing.version().datastore())));
        return new InstanceLogs(context, call, listing, engine);
    }

    private Instance instance() {
        return listing.instance();
    }

    /** Those the caller may see. */
    List<LogKind> kinds() {
        List<LogKind> kinds = new ArrayList<>(engine.logs());
        if (call.caller().isAdmin()) {
            kinds.add(GUEST);
        }
        return kinds;
    }

    /** @param action for the message, e.g. {@code show} */
    LogKind kind(String name, String action) {
        if (name.equals(GUEST.name()) && !call.caller().isAdmin()) {
            throw Fault.forbidden("You must be admin to %s log '%s'.".formatted(action, name));
        }
        return kinds().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Fault.notFound("Log %s is not defined.".formatted(Python.quote(name))));
    }

    List<LogInfo> infos() {
        return ask(new Command.ListLogs()) instanceof Result.Logs(var infos) ? infos : List.of();
    }

    LogInfo info(LogKind kind) {
        return info(kind, infos());
    }

    static LogInfo info(LogKind kind, List<LogInfo> infos) {
        return infos.stream()
                .filter(info -> info.name().equals(kind.name()))
                .filter(info -> info.begin() >= 0 && info.end() >= info.begin())
                .findFirst()
                .orElse(new LogInfo(kind.name(), !kind.switchable(), 0, 0));
    }

    Result.LogText read(LogKind kind, long from, int most) {
        return text(new Command.ReadLog(kind.name(), from, most));
    }

    Result.LogText tail(LogKind kind, int lines, int most) {
        return text(new Command.TailLog(kind.name(), lines, most));
    }

    private Result.LogText text(Command question) {
        return ask(question) instanceof Result.LogText text ? text : new Result.LogText(0, 0, 0, "");
    }

    private Result ask(Command question) {
        if (listing.report().isEmpty()) {
            throw Fault.unprocessable("The agent of instance %s has not reported yet. Try again when it is built."
                    .formatted(instance().id()));
        }
        Result result = context.agents().ask(instance().id(), question, Context.ANSWER);
        if (result instanceof Result.Failed failed) {
            throw switch (failed.kind()) {
                case EXISTS, REFUSED -> Fault.badRequest(failed.message());
                case NOT_FOUND -> Fault.notFound(failed.message());
                case PASSING, BROKEN -> Fault.unprocessable(failed.message());
            };
        }
        return result;
    }

    /** Files the change and waits for it within reason; the operation's id. */
    String enable(LogKind kind, boolean enabled) {
        String operation = context.write(
                tx -> context.operations().file(tx, new SwitchLog(instance().id(), kind.name(), enabled)));
        context.operations().await(operation, Context.CHANGE);
        return operation;
    }

    /** The agent's own is kept where its reader is at home: whoever is in the owner's project may read what lies there. */
    LogPlace place(LogKind kind) {
        String project =
                kind.equals(GUEST) ? call.caller().projectId() : instance().projectId();
        return new LogPlace(project, instance().id(), engine.name(), kind);
    }

    void requirePublishable(LogKind kind) {
        if (kind.equals(GUEST) && place(kind).projectId().equals(instance().projectId())) {
            throw Fault.unprocessable(
                    ("Log '%s' is for administrators only, but what is published in this project can be read by all its "
                                    + "members. Publish it with a token of another project, or read it without publishing.")
                            .formatted(kind.name()));
        }
    }

    ObjectNode view(LogKind kind, LogInfo info, ObjectStore objects) {
        LogPlace place = place(kind);
        PublishedLog.Extent extent =
                StorageAccess.to(() -> new PublishedLog(place, objects, context.clock()).extent(info));
        boolean published = extent.published() > 0;
        return Json.object()
                .put("name", kind.name())
                .put("type", kind.switchable() ? "USER" : "SYS")
                .put("status", status(kind, info, extent))
                .put("published", extent.published())
                .put("pending", extent.pending())
                // Trove's guests say it with this word, which its client looks up and does not find; at null it fails
                .put("container", published ? place.container().name() : "None")
                .put("prefix", published ? place.prefix() : "None")
                .put("metafile", place.metafile().name());
    }

    private static String status(LogKind kind, LogInfo info, PublishedLog.Extent extent) {
        boolean published = extent.published() > 0;
        if (kind.switchable() && !info.enabled()) {
            return "Disabled";
        }
        if (info.end() == info.begin()) {
            return kind.switchable() ? "Enabled" : "Unavailable";
        }
        if (extent.lost()) {
            return "Rotated";
        }
        if (extent.pending() > 0) {
            return published ? "Partial" : "Ready";
        }
        return published ? "Published" : "Enabled";
    }
}
