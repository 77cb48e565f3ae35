package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** MariaDB by its own programs. */
final class BareMariadb implements Bare.Words {
    private static final String ROOT = "root";

    @Override
    public String programs() {
        return "mariadb-install-db and mariadbd";
    }

    @Override
    public List<List<String>> initialise(Path home) {
        return List.of(List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + home.resolve("data")));
    }

    @Override
    public List<String> serve(Path home, int port) {
        return List.of(
                "mariadbd",
                "--no-defaults",
                "--socket=" + home.resolve("s"),
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--datadir=" + home.resolve("data"),
                "--port=" + port);
    }

    @Override
    public boolean answers(int port) {
        return Sql.admits(url("127.0.0.1", port, ""), ROOT, "");
    }

    private static String url(String address, int port, String database) {
        return "jdbc:mariadb://%s:%d/%s".formatted(address, port, database);
    }

    @Override
    public void fill(int port) {
        Sql.fill(url("127.0.0.1", port, "mysql"), ROOT, "", "LONGBLOB");
    }

    @Override
    public void fill(Datastore.Tenant tenant) {
        Sql.fill(url(tenant), tenant.user(), tenant.password(), "LONGBLOB");
    }

    @Override
    public boolean isFilled(Datastore.Tenant tenant) {
        return Sql.isFilled(url(tenant), tenant.user(), tenant.password());
    }

    private static String url(Datastore.Tenant tenant) {
        return url(tenant.address(), 3306, tenant.database());
    }

    @Override
    public String copier() {
        return "mariadb-backup | mbstream";
    }

    /** A replica is on another machine, so the copy is a stream; here it goes through a pipe, unencrypted. */
    @Override
    public double copy(Bare from) throws IOException, InterruptedException {
        Path target = Files.createDirectory(from.home().resolve("copy"));
        Files.setAttribute(target, "unix:uid", Files.getAttribute(from.home(), "unix:uid"));
        String backup =
                "mariadb-backup --no-defaults --backup --stream=xbstream --parallel=2 --datadir=%s --target-dir=%s"
                        .formatted(from.home().resolve("data"), from.home().resolve("scratch"));
        String login = "--socket=%s --user=%s".formatted(from.home().resolve("s"), ROOT);
        long begin = System.nanoTime();
        from.run(List.of("bash", "-c", "set -o pipefail; %s %s | mbstream -x -C %s".formatted(backup, login, target)));
        from.run(List.of("mariadb-backup", "--no-defaults", "--prepare", "--target-dir=" + target));
        double seconds = Clock.secondsSince(begin);
        Coffer.deleteTree(target);
        return seconds;
    }
}
