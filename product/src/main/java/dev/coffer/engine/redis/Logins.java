package dev.coffer.engine.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may log in on a server: Coffer's own and those of the roster. */
final class Logins {
    private final String agentHash;
    private final String replicationHash;
    /** What the server's list was last made from, and the list itself. */
    private @Nullable Roster source;

    private List<String> settled = List.of();

    Logins(String agentPassword, String replicationPassword) {
        this.agentHash = Passwords.hash(agentPassword);
        this.replicationHash = Passwords.hash(replicationPassword);
    }

    /** Name and rules of each of Coffer's own. */
    private List<List<String>> own() {
        return List.of(
                List.of("default", "reset"),
                List.of(Session.AGENT, "reset", "on", "#" + agentHash, "allkeys", "allchannels", "+@all"),
                List.of(
                        Names.REPLICATION,
                        "reset",
                        "on",
                        "#" + replicationHash,
                        "%R~" + Rosters.KEY,
                        "+psync",
                        "+replconf",
                        "+ping",
                        "+select",
                        "+get",
                        "+info"));
    }

    /** Name and rules of everybody: what a server starts with, so that who knows it is served as soon as it answers. */
    List<List<String>> all(Roster roster) {
        List<List<String>> accounts = new ArrayList<>(own());
        roster.users().forEach((name, login) -> accounts.add(account(name, login)));
        return accounts;
    }

    /** Makes the server's list this one, unless it is. */
    synchronized void settle(Session session, Roster roster) {
        if (!roster.equals(source) || !session.texts("ACL", "LIST").equals(settled)) {
            apply(session, roster);
        }
    }

    /** Makes the server's list this one. */
    synchronized void apply(Session session, Roster roster) {
        source = null;
        all(roster).forEach(account -> put(session, account));
        Set<String> others = new HashSet<>(session.texts("ACL", "USERS"));
        others.removeAll(roster.users().keySet());
        own().forEach(account -> others.remove(account.getFirst()));
        others.forEach(name -> session.ask("ACL", "DELUSER", name));
        settled = session.texts("ACL", "LIST");
        source = roster;
    }

    private static List<String> account(String name, Roster.Login login) {
        List<String> account = new ArrayList<>(List.of(name));
        account.addAll(
                name.equals(Names.ROOT)
                        ? AccessRules.rootArguments(login.hash())
                        : AccessRules.arguments(login.hash(), login.rules()));
        return account;
    }

    private static void put(Session session, List<String> account) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER"));
        command.addAll(account);
        session.ask(command);
    }
}
