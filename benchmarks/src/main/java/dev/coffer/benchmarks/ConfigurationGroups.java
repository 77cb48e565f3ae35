package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Clock.Times;
import dev.coffer.benchmarks.Wrk.Load;
import java.io.IOException;
import java.util.List;

/** Configuration groups: how many can be made, and how soon one is effective on a running server. */
final class ConfigurationGroups implements Figure {
    private static final double RATE = 1000;
    private static final int ATTACHED = 15;
    private static final String VALUES = "{\"max_connections\": 123, \"wait_timeout\": 120}";

    @Override
    public String name() {
        return "configurations";
    }

    @Override
    public String sentence() {
        return "POST configurations, 32 connections; and PUT instances/ID that attaches a group with dynamic values";
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet();
        Api api = set.api();
        String group = api.send("POST", "/configurations", body("attached"), 200)
                .at("/configuration/id")
                .asString();
        stage.say("attaching a group again and again");
        String instance = "/instances/" + set.ids().getFirst();
        Times attached = Clock.times(ATTACHED, () -> attach(api, instance, group), () -> detach(api, instance));
        stage.say("making groups");
        Load load = new Wrk(set.coffer(), api).post(api.uri("/configurations"), body("made"));
        return List.of(
                Measurement.atMost(300, "attach a group with dynamic values", attached.middle(), "ms", ""),
                Measurement.atLeast(RATE, "POST configurations", load.rate(), "/s", "Trove: 47-81 /s"),
                Measurement.told("POST configurations: CPU time of a request", load.cpuMillis(), "ms"),
                Measurement.told("POST configurations: 99 % are faster than", load.slowMillis(), "ms"));
    }

    private static String body(String name) {
        return """
                {"configuration": {"name": "%s", "datastore": {"type": "mariadb", "version": "%s"}, "values": %s}}
                """.formatted(name, Datastore.MARIADB.version(), VALUES).strip();
    }

    /** Answered when the server runs with it. */
    private static void attach(Api api, String instance, String group) throws IOException, InterruptedException {
        api.send("PUT", instance, "{\"instance\": {\"configuration\": \"%s\"}}".formatted(group), 202);
    }

    private static void detach(Api api, String instance) throws IOException, InterruptedException {
        api.send("PUT", instance, "{\"instance\": {}}", 202);
    }
}
