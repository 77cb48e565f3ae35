package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.util.Map;
import java.util.Set;

/** What differs between the servers where their variables are concerned. */
interface VariableWords {
    /**
     * A variable of a server.
     *
     * @param isText whether a number is a text too
     * @param readOnly whether it is known to be set only by a restart; else the server says so when it is tried
     */
    record Variable(String name, boolean isText, boolean readOnly) {}

    boolean isOwned(String name);

    SizeLimits limits(Node node);

    /** Those of the names that the server has, by name. */
    Map<String, Variable> variables(Session session, Set<String> names);
}
