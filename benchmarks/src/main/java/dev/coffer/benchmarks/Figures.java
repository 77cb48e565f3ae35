package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** All figures, in the order in which they are measured. */
final class Figures {
    private Figures() {}

    static List<Figure> all() {
        List<Figure> all = new ArrayList<>(List.of(
                new CreateToLogin(Datastore.MARIADB, BareWords.MARIADB, 1.0),
                new ControlPlaneStart(),
                new ControlPlaneMemory(),
                new Agent(Datastore.MARIADB),
                new ListInstances(),
                new ShowInstance(),
                new CreateAnswers(),
                new Login(),
                new ConfigurationGroups(),
                new Heartbeats(),
                new PlannedPromote(Datastore.MARIADB)));
        all.addAll(of(Datastore.named("mysql"), BareWords.MYSQL, 1.0));
        all.addAll(of(Datastore.named("postgresql"), BareWords.POSTGRESQL, 1.0));
        all.addAll(of(Datastore.named("redis"), BareWords.REDIS, 0.5));
        all.addAll(of(Datastore.named("valkey"), BareWords.VALKEY, 0.5));
        return List.copyOf(all);
    }

    /** @param ours seconds that Coffer may add to the engine's own start */
    private static List<Figure> of(Datastore datastore, BareWords words, double ours) {
        return List.of(new CreateToLogin(datastore, words, ours), new Agent(datastore), new PlannedPromote(datastore));
    }
}
