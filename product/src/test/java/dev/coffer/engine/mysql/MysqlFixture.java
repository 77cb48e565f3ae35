package dev.coffer.engine.mysql;

import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** MySQL. Its image comes from a suite of Debian that changes every day: when it cannot be had, tests are skipped and say so. */
record MysqlFixture() implements SqlFixture {
    private static final MysqlEngine ENGINE = new MysqlEngine();

    @Override
    public Engine engine() {
        return ENGINE;
    }

    @Override
    public String version() {
        return "9.7";
    }

    @Override
    public Path image() {
        ImageRecipe recipe = ENGINE.offers().getFirst().recipe();
        try {
            return new Images(Images.userCache(), List.of(recipe)).fetch(recipe.name(), System.err::println);
        } catch (Fault unavailable) {
            if (unavailable.kind() != Fault.Kind.UNAVAILABLE) {
                throw unavailable;
            }
            return Assumptions.abort("MySQL is not tried, since its image cannot be had: " + unavailable.getMessage());
        }
    }

    @Override
    public List<String> longestNames() {
        return List.of("x".repeat(32), "ö".repeat(32), "_".repeat(32));
    }

    @Override
    public String hardestPassword() {
        return "🗝 'pass\\word\" `%_ ".strip() + "x".repeat(150);
    }

    @Override
    public List<Login> forbidden() {
        return List.of(
                new Login("root", "", ""),
                new Login("root", "root", ""),
                new Login("", "", ""),
                new Login("mysql", "", ""),
                new Login("mysql.sys", "", ""),
                new Login("mysql.session", "", ""),
                new Login("mysql.infoschema", "", ""),
                new Login("os_admin", "", ""),
                new Login("os_admin", "os_admin", ""),
                new Login("coffer_replication", "", ""));
    }
}
