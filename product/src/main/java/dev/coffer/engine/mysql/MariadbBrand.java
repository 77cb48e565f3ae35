package dev.coffer.engine.mysql;

import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;

/** MariaDB on one node. */
record MariadbBrand(MariadbPlaces places, NameRules names) implements Brand {
    MariadbBrand(Node node, NameRules names) {
        this(new MariadbPlaces(node), names);
    }

    @Override
    public int port() {
        return MariadbEngine.PORT;
    }

    @Override
    public String program() {
        return "mariadbd";
    }

    @Override
    public Session.Kind session() {
        return Session.Kind.MARIADB;
    }

    @Override
    public Options options() {
        return new MariadbOptions(places.node(), places);
    }

    @Override
    public AccountWords accounts() {
        return new MariadbAccountWords();
    }

    @Override
    public VariableWords variables() {
        return new MariadbVariableWords();
    }

    @Override
    public ReplicationWords replication() {
        return new MariadbReplicationWords(places);
    }

    @Override
    public String figures() {
        return "information_schema";
    }

    @Override
    public Parts parts(DataDirectory data, Secrets secrets, Tools tools) {
        MariadbData contents = new MariadbData(places.node(), places, secrets, tools);
        return new Parts(
                contents,
                new MariadbSeeds(places, data, contents, tools),
                new MariadbUpgradeSteps(places, contents, data, tools));
    }
}
