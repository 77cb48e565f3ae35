package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Wrk.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists of instances, in a project with many and in one with few. */
final class ListInstances implements Figure {
    private static final int MANY = 10_000;
    private static final int FEW = 100;
    private static final double RATE = 2000;
    private static final double GROWTH = 1.3;
    private static final List<String> PATHS = List.of("/instances?limit=20", "/instances/detail?limit=20");
    private static final String OPPONENT = "Trove: 8-9 /s at 100 instances";

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String sentence() {
        return "GET instances?limit=20 and instances/detail?limit=20, 32 connections, %,d and %d instances"
                .formatted(MANY, FEW);
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        List<Load> many;
        Fleet fleet = Fleet.start(stage, MANY);
        try (Coffer coffer = fleet.coffer()) {
            many = loads(stage, fleet);
            stage.say("counting statements");
            Statements statements = new Statements(coffer, fleet.api());
            for (String path : PATHS) {
                measurements.add(Measurement.atMost(
                        3, "SQL statements of a GET " + path, statements.of(path), "", "Trove: 310"));
            }
        }
        List<Load> few;
        Fleet small = Fleet.start(stage, FEW);
        try (Coffer _ = small.coffer()) {
            few = loads(stage, small);
        }
        List<String> names = List.of("list", "detail");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Load load = many.get(i);
            measurements.add(
                    Measurement.atLeast(RATE, name + " at %,d instances".formatted(MANY), load.rate(), "/s", OPPONENT));
            measurements.add(Measurement.told(name + ": CPU time of a request", load.cpuMillis(), "ms"));
            measurements.add(Measurement.told(name + ": 99 % are faster than", load.slowMillis(), "ms"));
            measurements.add(Measurement.atMost(
                    GROWTH,
                    name + ": CPU time of a request, %,d to %d instances".formatted(MANY, FEW),
                    load.cpuMillis() / few.get(i).cpuMillis(),
                    "x",
                    "Trove: 2.8 s to 0.2 s CPU"));
        }
        return measurements;
    }

    private static List<Load> loads(Stage stage, Fleet fleet) throws IOException, InterruptedException {
        Wrk wrk = new Wrk(fleet.coffer(), fleet.api());
        stage.say("asking for lists at %,d instances", fleet.ids().size());
        for (String path : PATHS) {
            wrk.warmUp(fleet.api().uri(path));
        }
        List<Load> loads = new ArrayList<>();
        for (String path : PATHS) {
            loads.add(wrk.load(fleet.api().uri(path)));
        }
        return loads;
    }
}
