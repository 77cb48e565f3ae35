package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.RootHistory;
import dev.coffer.store.Tx;
import java.security.SecureRandom;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The superuser of an instance. That it was ever given out is remembered. */
final class RootResource {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int LENGTH = 32;

    private final Context context;
    private final SecureRandom random = new SecureRandom();

    RootResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String root = "/instances/{id}/root";
        routes.on("GET", root, "instance:extension:root:index", this::show)
                .on("POST", root, "instance:extension:root:create", this::enable)
                .on("DELETE", root, "instance:extension:root:delete", this::disable);
    }

    private Accounts accounts(Call call) {
        return Accounts.of(context, call, Engine.Capability.ROOT);
    }

    private Response show(Call call) {
        return Response.ok(Json.object().put("rootEnabled", accounts(call).rootEnabled()));
    }

    /** The one answer that holds a password: the caller has no other way to learn it. */
    private Response enable(Call call) {
        Accounts accounts = accounts(call).requireServing();
        JsonNode body = call.body();
        if (!body.isMissingNode()) {
            Schema.validate(Schemas.ENABLE_ROOT, body);
        }
        String password = Optional.ofNullable(AccountBodies.text(body, "password"))
                .filter(given -> !given.isEmpty())
                .orElseGet(this::newPassword);
        accounts.rules().ifPresent(rules -> AccountBodies.refuse(rules.problemWithPassword(password)));
        RootHistory history = new RootHistory(
                accounts.instanceId(), context.now(), call.caller().userId());
        String operation = accounts.change(new Command.EnableRoot(password), tx -> remember(tx, history));
        ObjectNode user = Json.object().put("name", "root").put("password", password);
        return Response.ok(Json.wrap("user", user)).filed(operation);
    }

    /** Replicas get the superuser with everything else. */
    private static void remember(Tx tx, RootHistory history) {
        tx.roots().remember(history);
        tx.instances()
                .replicasOf(history.instanceId())
                .forEach(replica -> tx.roots().inherit(history.instanceId(), replica.id()));
    }

    private Response disable(Call call) {
        Accounts accounts = accounts(call);
        boolean ever =
                context.read(tx -> tx.roots().find(accounts.instanceId())).isPresent();
        if (!ever) {
            throw Fault.notFound("Root user has never been enabled on the instance.");
        }
        String operation = accounts.change(new Command.DisableRoot(), tx -> {});
        return Response.empty(204).filed(operation);
    }

    private String newPassword() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
