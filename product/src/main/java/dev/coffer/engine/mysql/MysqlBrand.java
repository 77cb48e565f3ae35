package dev.coffer.engine.mysql;

import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;

/** MySQL on one node. */
record MysqlBrand(MysqlPlaces places, NameRules names) implements Brand {
    MysqlBrand(Node node, NameRules names) {
        this(new MysqlPlaces(node), names);
    }

    @Override
    public int port() {
        return MysqlEngine.PORT;
    }

    @Override
    public String program() {
        return "mysqld";
    }

    @Override
    public Session.Kind session() {
        return Session.Kind.MYSQL;
    }

    @Override
    public Options options() {
        return new MysqlOptions(places.node(), places);
    }

    @Override
    public AccountWords accounts() {
        return new MysqlAccountWords();
    }

    @Override
    public VariableWords variables() {
        return new MysqlVariableWords();
    }

    @Override
    public ReplicationWords replication() {
        return new MysqlReplicationWords(places);
    }

    @Override
    public String figures() {
        return "performance_schema";
    }

    @Override
    public Parts parts(DataDirectory data, Secrets secrets, Tools tools) {
        MysqlData contents = new MysqlData(places, secrets, tools);
        return new Parts(
                contents,
                new MysqlSeeds(places, data, contents, tools),
                new MysqlUpgradeSteps(places, contents, tools));
    }
}
