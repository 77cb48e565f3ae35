package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** MariaDB by its own programs. */
final class BareMariadb extends BareSql {

    BareMariadb() {
        super("jdbc:mariadb://%s:%d/%s", 3306, "mysql", "LONGBLOB");
    }

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
