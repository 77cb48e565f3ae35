package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Databases of an instance. */
final class DatabasesResource {
    private final Context context;

    DatabasesResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String databases = "/instances/{id}/databases";
        String database = "instance:extension:database:";
        routes.on("GET", databases, database + "index", this::list)
                .on("POST", databases, database + "create", this::create)
                .on("GET", databases + "/{database}", database + "show", this::show)
                .on("DELETE", databases + "/{database}", database + "delete", this::delete);
    }

    private Accounts accounts(Call call) {
        return Accounts.of(context, call, Engine.Capability.DATABASES).requireServing();
    }

    private Response list(Call call) {
        Page page = Page.of(call.request(), context.settings().pageSize());
        List<DatabaseSpec> found = page.from(accounts(call).databases(), DatabaseSpec::name);
        ArrayNode rows = Json.array();
        page.cut(found).forEach(database -> rows.addObject().put("name", database.name()));
        ObjectNode body = Json.wrap("databases", rows);
        page.link(body, "databases", found, DatabaseSpec::name, call, Links.of(call, context.settings()));
        return Response.ok(body);
    }

    /** openstacksdk posts one database under {@code database}. */
    private Response create(Call call) {
        Accounts accounts = accounts(call);
        JsonNode body = call.body(Schemas.ACTION);
        boolean single = body.has("database") && !body.has("databases");
        Schema.validate(single ? Schemas.CREATE_DATABASE : Schemas.CREATE_DATABASES, body);
        List<DatabaseSpec> wanted = AccountBodies.databases(body.path(single ? "database" : "databases"));
        if (wanted.isEmpty()) {
            return Response.accepted();
        }
        AccountBodies.checkDatabases(accounts.rules(), wanted);
        Set<String> taken = new HashSet<>(names(accounts));
        for (DatabaseSpec database : wanted) {
            if (!taken.add(database.name())) {
                throw Fault.badRequest("A database with the name \"%s\" already exists.".formatted(database.name()));
            }
        }
        return accounts.change(new Command.CreateDatabases(wanted));
    }

    private Response show(Call call) {
        Accounts.of(context, call, Engine.Capability.DATABASES);
        throw new Fault(Fault.Kind.NOT_IMPLEMENTED, "A single database cannot be shown; list the databases.");
    }

    private Response delete(Call call) {
        Accounts accounts = accounts(call);
        String name = call.path("database");
        accounts.rules().ifPresent(rules -> AccountBodies.refuse(rules.problemWithDatabase(name)));
        if (!names(accounts).contains(name)) {
            throw Fault.notFound("Database %s cannot be found on the instance.".formatted(name));
        }
        return accounts.change(new Command.DropDatabase(name));
    }

    private static Set<String> names(Accounts accounts) {
        return accounts.databases().stream().map(DatabaseSpec::name).collect(Collectors.toSet());
    }
}
