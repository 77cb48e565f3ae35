package dev.coffer.engine.mysql;

import dev.coffer.engine.Engine;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import java.nio.file.Path;
import java.util.List;

/** MariaDB of one version, used by JDBC over TCP. */
record MariadbFixture(String version) implements SqlFixture {
    private static final MariadbEngine ENGINE = new MariadbEngine();

    @Override
    public Engine engine() {
        return ENGINE;
    }

    /** Images are fetched once per machine; a server that does not run as root must be able to read them. */
    @Override
    public Path image() {
        List<ImageRecipe> recipes =
                ENGINE.offers().stream().map(Engine.Offer::recipe).toList();
        String name = recipes.stream()
                .map(ImageRecipe::name)
                .filter(recipe -> recipe.endsWith("-" + version))
                .findFirst()
                .orElseThrow();
        return new Images(Images.userCache(), recipes).fetch(name, System.err::println);
    }

    @Override
    public List<String> longestNames() {
        return List.of("x".repeat(64), "ö".repeat(40), "_".repeat(32));
    }

    @Override
    public List<Login> forbidden() {
        return List.of(
                new Login("root", "", ""),
                new Login("root", "root", ""),
                new Login("", "", ""),
                new Login("mysql", "", ""),
                new Login("mariadb.sys", "", ""),
                new Login("os_admin", "", ""),
                new Login("os_admin", "os_admin", ""),
                new Login("coffer_replication", "", ""));
    }
}
