package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** All figures, in the order in which they are measured. */
final class Figures {
    private Figures() {}

    static List<Figure> all() {
        List<Figure> all = new ArrayList<>(List.of(
                new CreateToLogin(Datastore.MARIADB, new BareMariadb(), 1.0),
                new ControlPlaneStart(),
                new ControlPlaneMemory(),
                new Agent(Datastore.MARIADB),
                new ListInstances(),
                new ShowInstance(),
                new CreateAnswers(),
                new Login(),
                new ConfigurationGroups(),
                new Heartbeats(),
                new PlannedPromote(Datastore.MARIADB),
                new Seeding(Datastore.MARIADB, new BareMariadb())));
        all.addAll(of(Datastore.named("mysql"), new BareMysql(), 1.0));
        all.addAll(of(Datastore.named("postgresql"), new BarePostgresql(), 1.0));
        all.addAll(of(Datastore.named("redis"), new BareRedis("redis-server"), 0.5));
        all.addAll(of(Datastore.named("valkey"), new BareRedis("valkey-server"), 0.5));
        return List.copyOf(all);
    }

    /** @param ours seconds that Coffer may add to the engine's own start */
    private static List<Figure> of(Datastore datastore, Bare.Words words, double ours) {
        return List.of(
                new CreateToLogin(datastore, words, ours),
                new Agent(datastore),
                new PlannedPromote(datastore),
                new Seeding(datastore, words));
    }
}
