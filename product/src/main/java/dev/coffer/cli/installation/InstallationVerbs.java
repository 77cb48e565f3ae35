package dev.coffer.cli.installation;

import dev.coffer.cli.terminal.Terminal;
import java.util.List;

/** The commands about the Coffer of this machine. */
public final class InstallationVerbs {
    private InstallationVerbs() {}

    /** Objects that picocli takes as commands. */
    public static List<Object> all(Terminal terminal, Installations installations) {
        return List.of(
                new Up(terminal, installations),
                new Down(terminal, installations),
                new Status(terminal, installations),
                new Logs(terminal, installations));
    }
}
