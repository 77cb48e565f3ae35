package dev.coffer.engine.mysql;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent's own sessions leave in the general log before they can switch it off for themselves: three lines for every look at
 * the server's health, which would hide what tenants do. Only these very lines are removed.
 */
final class AgentTraces {
    /**
     * The time, which MariaDB writes only when the second is another one and MySQL always; the session; what it does, and with what.
     */
    private static final Pattern ENTRY =
            Pattern.compile("(\\d{6} +[0-9:]+|\\d{4}-\\d\\d-[0-9T:.Z+-]+)?\t+ *(\\d+) (\\w+)\t(.*)");

    private static final String LOGIN = Session.AGENT + "@localhost on ";
    /** How the driver begins. */
    private static final String BEGINNING = "set sql_mode=CONCAT(@@sql_mode,";

    private final Set<String> sessions = new HashSet<>();
    private final StringBuilder rest;
    private String time = "";

    private AgentTraces(int length) {
        rest = new StringBuilder(length);
    }

    static String removed(String text) {
        AgentTraces traces = new AgentTraces(text.length());
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            traces.take(text.substring(at, next));
            at = next;
        }
        return traces.rest.toString();
    }

    private void take(String line) {
        Matcher entry = ENTRY.matcher(line.stripTrailing());
        if (!entry.matches()) {
            rest.append(line);
            return;
        }
        if (isTrace(entry.group(2), entry.group(3), entry.group(4))) {
            time = entry.group(1) == null ? time : entry.group(1);
            return;
        }
        boolean untimed = entry.group(1) == null && !time.isEmpty();
        rest.append(untimed ? time + "\t" + line.replaceFirst("^\t+", "") : line);
        time = "";
    }

    private boolean isTrace(String session, String command, String argument) {
        if (command.equals("Connect")) {
            sessions.remove(session); // its number is somebody else's now
            return argument.startsWith(LOGIN) && sessions.add(session);
        }
        return command.equals("Query")
                && sessions.contains(session)
                && (argument.startsWith(BEGINNING) || argument.startsWith(Session.QUIET));
    }
}
