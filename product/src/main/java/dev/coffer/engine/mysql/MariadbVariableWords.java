package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Variables of MariaDB. */
final class MariadbVariableWords implements VariableWords {
    private static final List<String> BUFFERS = List.of(
            "innodb_buffer_pool_size",
            "innodb_log_buffer_size",
            "key_buffer_size",
            "aria_pagecache_buffer_size",
            "query_cache_size");

    @Override
    public boolean isOwned(String name) {
        return MariadbOwned.covers(name);
    }

    @Override
    public SizeLimits limits(Node node) {
        return SizeLimits.of(node, BUFFERS, "innodb_log_file_size");
    }

    @Override
    public Map<String, Variable> variables(Session session, Set<String> names) {
        String list = names.stream().map(Sql::text).collect(Collectors.joining(", "));
        return session
                .rows(
                        row -> new Variable(
                                row.getString(1).toLowerCase(Locale.ROOT),
                                row.getString(2).equals("VARCHAR"),
                                row.getString(3).equals("YES")),
                        "SELECT VARIABLE_NAME, VARIABLE_TYPE, READ_ONLY FROM information_schema.SYSTEM_VARIABLES"
                                + " WHERE VARIABLE_NAME IN (" + list + ")")
                .stream()
                .collect(Collectors.toMap(Variable::name, variable -> variable));
    }
}
