package dev.coffer.cli.installation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Coffer of this machine is meant. */
public final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where Coffer keeps everything (default: COFFER_HOME, else /var/lib/coffer for root,"
                    + " else ~/.local/share/coffer).")
    private @Nullable Path home;

    public Installation of(Installations installations) {
        return installations.at(home == null ? null : home.toAbsolutePath().normalize());
    }
}
