package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.Engine;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.fault.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Users of an instance and what they may use. */
final class UsersResource {
    private final Context context;

    UsersResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String users = "/instances/{id}/users";
        String user = "instance:extension:user:";
        String access = "instance:extension:user_access:";
        routes.on("GET", users, user + "index", this::list)
                .on("POST", users, user + "create", this::create)
                .on("PUT", users, user + "update_all", this::changePasswords)
                .on("GET", users + "/{user}", user + "show", this::show)
                .on("POST", users + "/{user}", user + "create", this::create)
                .on("PUT", users + "/{user}", user + "update", this::update)
                .on("DELETE", users + "/{user}", user + "delete", this::delete)
                .on("GET", users + "/{user}/databases", access + "index", this::access)
                .on("PUT", users + "/{user}/databases", access + "update", this::grant)
                .on("DELETE", users + "/{user}/databases/{database}", access + "delete", this::revoke);
    }

    private Accounts accounts(Call call) {
        return Accounts.of(context, call, Engine.Capability.USERS).requireServing();
    }

    private Accounts granting(Call call) {
        Accounts accounts = accounts(call);
        accounts.require(Engine.Capability.DATABASES);
        return accounts;
    }

    private Response list(Call call) {
        Page page = Page.of(call.request(), context.settings().pageSize()).at(UserKey::marker);
        List<UserInfo> found =
                page.from(accounts(call).users(), user -> UserKey.of(user).text());
        ArrayNode rows = Json.array();
        page.cut(found).forEach(user -> rows.add(view(user)));
        ObjectNode body = Json.wrap("users", rows);
        page.link(body, "users", found, user -> UserKey.of(user).text(), call, Links.of(call, context.settings()));
        return Response.ok(body);
    }

    private Response show(Call call) {
        return Response.ok(Json.wrap("user", view(find(accounts(call), call))));
    }

    /** openstacksdk posts one user as an object, to the path of that user. */
    private Response create(Call call) {
        Accounts accounts = accounts(call);
        List<UserSpec> wanted =
                AccountBodies.users(call.body(Schemas.CREATE_USERS).path("users"));
        if (wanted.isEmpty()) {
            return Response.accepted();
        }
        accounts.requireSupport(wanted);
        AccountBodies.checkUsers(accounts.rules(), wanted);
        List<UserKey> taken =
                new ArrayList<>(accounts.users().stream().map(UserKey::of).toList());
        for (UserSpec user : wanted) {
            UserKey key = new UserKey(user.name(), user.host());
            if (taken.contains(key)) {
                throw exists(user.name());
            }
            taken.add(key);
        }
        return accounts.change(new Command.CreateUsers(wanted));
    }

    private static Fault exists(String name) {
        return Fault.badRequest("A user with the name \"%s\" already exists.".formatted(name));
    }

    /** New passwords for several users: for all of them, or none when one is missing. */
    private Response changePasswords(Call call) {
        Accounts accounts = accounts(call);
        List<UserSpec> wanted =
                AccountBodies.users(call.body(Schemas.CREATE_USERS).path("users"));
        AccountBodies.checkUsers(accounts.rules(), wanted);
        List<UserKey> there = accounts.users().stream().map(UserKey::of).toList();
        Set<UserKey> named = new HashSet<>();
        for (UserSpec user : wanted) {
            UserKey key = new UserKey(user.name(), user.host());
            if (!there.contains(key)) {
                throw key.notFound();
            }
            if (!named.add(key)) {
                throw Fault.badRequest("The user %s is given twice; which password is meant?".formatted(key.text()));
            }
        }
        return wanted.isEmpty() ? Response.accepted() : accounts.change(new Command.ChangePasswords(wanted));
    }

    private Response update(Call call) {
        Accounts accounts = accounts(call);
        JsonNode wanted = call.body(Schemas.UPDATE_USER).path("user");
        UserInfo user = find(accounts, call);
        Command.AlterUser change = new Command.AlterUser(
                user.name(),
                user.host(),
                AccountBodies.text(wanted, "name"),
                Optional.ofNullable(AccountBodies.text(wanted, "host"))
                        .map(UserKey::host)
                        .orElse(null),
                AccountBodies.text(wanted, "password"),
                wanted.has("access_rules") ? AccountBodies.rules(wanted.path("access_rules")) : null);
        if (change.newRules() != null) {
            accounts.require(Engine.Capability.ACCESS_RULES);
        }
        refuse(accounts, change);
        UserKey renamed = new UserKey(
                change.newName() == null ? user.name() : change.newName(),
                change.newHost() == null ? user.host() : change.newHost());
        boolean taken = !renamed.equals(UserKey.of(user))
                && accounts.users().stream().map(UserKey::of).anyMatch(renamed::equals);
        if (taken) {
            throw exists(renamed.name());
        }
        return accounts.change(change);
    }

    private static void refuse(Accounts accounts, Command.AlterUser change) {
        accounts.rules().ifPresent(rules -> {
            Optional.ofNullable(change.newName()).map(rules::problemWithUser).ifPresent(AccountBodies::refuse);
            Optional.ofNullable(change.newHost()).map(rules::problemWithHost).ifPresent(AccountBodies::refuse);
            Optional.ofNullable(change.newPassword())
                    .map(rules::problemWithPassword)
                    .ifPresent(AccountBodies::refuse);
            Optional.ofNullable(change.newRules()).map(rules::problemWithRules).ifPresent(AccountBodies::refuse);
        });
    }

    private Response delete(Call call) {
        Accounts accounts = accounts(call);
        UserInfo user = find(accounts, call);
        return accounts.change(new Command.DropUser(user.name(), user.host()));
    }

    private Response access(Call call) {
        UserInfo user = find(granting(call), call);
        return Response.ok(Json.wrap("databases", names(user.databases())));
    }

    private Response grant(Call call) {
        Accounts accounts = granting(call);
        List<String> databases = AccountBodies.names(call.body(Schemas.GRANT).path("databases"));
        accounts.rules()
                .ifPresent(rules -> databases.forEach(name -> AccountBodies.refuse(rules.problemWithDatabase(name))));
        UserInfo user = find(accounts, call);
        return databases.isEmpty()
                ? Response.accepted()
                : accounts.change(new Command.Grant(user.name(), user.host(), databases));
    }

    private Response revoke(Call call) {
        Accounts accounts = granting(call);
        String database = call.path("database");
        UserInfo user = find(accounts, call);
        if (!user.databases().contains(database)) {
            throw Fault.notFound("User %s has no access to database %s."
                    .formatted(UserKey.of(user).text(), database));
        }
        return accounts.change(new Command.Revoke(user.name(), user.host(), database));
    }

    private static UserInfo find(Accounts accounts, Call call) {
        UserKey key = UserKey.parse(call.path("user"));
        accounts.rules().ifPresent(rules -> AccountBodies.refuse(rules.problemWithUser(key.name())));
        return accounts.users().stream()
                .filter(user -> UserKey.of(user).equals(key))
                .findFirst()
                .orElseThrow(key::notFound);
    }

    private static ObjectNode view(UserInfo user) {
        ObjectNode view = Json.object().put("name", user.name()).put("host", user.host());
        view.set("databases", names(user.databases()));
        if (!user.rules().isEmpty()) {
            ArrayNode rules = Json.array();
            user.rules().forEach(rules::add);
            view.set("access_rules", rules);
        }
        return view;
    }

    private static ArrayNode names(List<String> databases) {
        ArrayNode rows = Json.array();
        databases.forEach(name -> rows.addObject().put("name", name));
        return rows;
    }
}
