package dev.coffer.benchmarks;

import java.util.List;

/** All figures, in the order in which they are measured. */
final class Figures {
    private Figures() {}

    static List<Figure> all() {
        return List.of(
                new CreateToLogin(),
                new ControlPlaneStart(),
                new ControlPlaneMemory(),
                new Agent(),
                new ListInstances(),
                new ShowInstance(),
                new CreateAnswers(),
                new Login(),
                new ConfigurationGroups(),
                new Heartbeats(),
                new PlannedPromote());
    }
}
