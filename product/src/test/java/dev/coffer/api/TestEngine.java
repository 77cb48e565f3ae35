package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.image.ImageRecipe;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The control plane's half of an engine, with MySQL's rules for names. */
record TestEngine(String name, Set<Capability> capabilities) implements Engine, NameRules {
    private static final List<String> RESERVED_USERS = List.of("os_admin", "root");
    private static final List<String> RESERVED_DATABASES =
            List.of("mysql", "information_schema", "performance_schema", "sys");

    static TestEngine of(String name) {
        return new TestEngine(name, EnumSet.allOf(Capability.class));
    }

    /** One that has users with access rules, and no databases. */
    static TestEngine keyed() {
        return new TestEngine("keyed", EnumSet.of(Capability.USERS, Capability.ACCESS_RULES));
    }

    @Override
    public String title() {
        return name;
    }

    @Override
    public int port() {
        return 3306;
    }

    @Override
    public List<Offer> offers() {
        return List.of(new Offer("8.4.0", ImageRecipe.of(name + "-8.4.0", "bin/server")));
    }

    @Override
    public NameRules names() {
        return this;
    }

    @Override
    public List<LogKind> logs() {
        return capabilities.isEmpty()
                ? List.of()
                : List.of(new LogKind("error", false), new LogKind("general", true), new LogKind("slow_query", true));
    }

    @Override
    public Server open(Node node) {
        throw new AssertionError("the API never opens an engine");
    }

    @Override
    public Optional<String> problemWithDatabase(String name) {
        return problem("Database", name, RESERVED_DATABASES, 64);
    }

    @Override
    public Optional<String> problemWithUser(String name) {
        return problem("User", name, RESERVED_USERS, 32);
    }

    private static Optional<String> problem(String what, String name, List<String> reserved, int longest) {
        if (reserved.contains(name)) {
            String list = String.join("', '", reserved);
            return Optional.of("%s name \"%s\" is on the reserved list: ['%s'].".formatted(what, name, list));
        }
        return name.length() > longest || name.contains("/") || name.contains(";")
                ? Optional.of("%s name is not allowed.".formatted(what))
                : Optional.empty();
    }

    @Override
    public Optional<String> problemWithHost(String host) {
        return host.equals("300.1.1.1") ? Optional.of("The host is not an address.") : Optional.empty();
    }

    @Override
    public Optional<String> problemWithPassword(String password) {
        return password.length() > 255 ? Optional.of("The password is too long.") : Optional.empty();
    }

    @Override
    public Optional<String> problemWithRules(List<String> rules) {
        return rules.contains("nonsense") ? Optional.of("\"nonsense\" is no access rule.") : Optional.empty();
    }

    @Override
    public Optional<String> problemWithCharset(String characterSet, String collation) {
        return characterSet.equals("klingon") ? Optional.of("The character set is not known.") : Optional.empty();
    }
}
