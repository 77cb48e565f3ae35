package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Variables of MySQL, which does not tell which of them can be set while it runs. */
final class MysqlVariableWords implements VariableWords {
    private static final List<String> BUFFERS =
            List.of("innodb_buffer_pool_size", "innodb_log_buffer_size", "key_buffer_size", "temptable_max_ram");

    @Override
    public boolean isOwned(String name) {
        return MysqlOwned.covers(name);
    }

    @Override
    public SizeLimits limits(Node node) {
        return SizeLimits.of(node, BUFFERS, "innodb_redo_log_capacity");
    }

    @Override
    public Map<String, Variable> variables(Session session, Set<String> names) {
        String list = names.stream().map(Sql::text).collect(Collectors.joining(", "));
        return session
                .rows(
                        row -> row.getString(1).toLowerCase(Locale.ROOT),
                        "SELECT VARIABLE_NAME FROM performance_schema.variables_metadata WHERE VARIABLE_NAME IN ("
                                + list + ")")
                .stream()
                .map(name -> new Variable(name, MysqlOwned.HARMLESS_TEXTS.contains(name), false))
                .collect(Collectors.toMap(Variable::name, variable -> variable));
    }
}
