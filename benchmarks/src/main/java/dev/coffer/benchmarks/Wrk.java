package dev.coffer.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by the program {@code wrk}: a warm-up, then three short rounds, of which the middle one counts. */
final class Wrk {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 32;
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern MIDDLE = latency(50);
    private static final Pattern SLOWEST = latency(99);

    /**
     * @param rate requests a second
     * @param cpuMillis of the control plane for one request
     * @param middleMillis the time that half of the requests took longer than
     * @param slowMillis the time that 1 % of them took longer than
     */
    record Load(double rate, double cpuMillis, double middleMillis, double slowMillis) {}

    private final Usage server;
    private final String token;
    private final int clients;

    Wrk(Coffer coffer, Api api) {
        this(coffer, api, CLIENTS);
    }

    /** @param clients how many ask at the same time */
    Wrk(Coffer coffer, Api api, int clients) {
        this.server = coffer.usage();
        this.token = api.token();
        this.clients = clients;
    }

    private static Pattern latency(int percent) {
        return Pattern.compile(percent + "%\\s+([\\d.]+)(us|ms|s)");
    }

    /** Lets what is used be compiled. */
    void warmUp(URI uri) throws IOException, InterruptedException {
        round(uri, WARM_UP, List.of());
    }

    Load load(URI uri) throws IOException, InterruptedException {
        return load(uri, List.of());
    }

    /** @param body JSON that is sent with every request */
    Load post(URI uri, String body) throws IOException, InterruptedException {
        Path script = Files.createTempFile("coffer-bench", ".lua");
        try {
            Files.writeString(script, """
                    wrk.method = "POST"
                    wrk.headers["Content-Type"] = "application/json"
                    wrk.body = [[%s]]
                    """.formatted(body));
            return load(uri, List.of("--script=" + script));
        } finally {
            Files.delete(script);
        }
    }

    private Load load(URI uri, List<String> options) throws IOException, InterruptedException {
        round(uri, WARM_UP, options);
        List<Load> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(round(uri, ROUND, options));
        }
        rounds.sort(Comparator.comparing(Load::rate));
        return rounds.get(ROUNDS / 2);
    }

    private Load round(URI uri, Duration duration, List<String> options) throws IOException, InterruptedException {
        double before = server.cpuSeconds();
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "--threads=1",
                "--connections=" + clients,
                "--duration=" + duration.toSeconds() + "s",
                "--latency",
                "--timeout=" + PATIENCE.toSeconds() + "s",
                "--header=X-Auth-Token: " + token));
        command.addAll(options);
        command.add(uri.toString());
        String said = run(command);
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new NotMeasured("Requests to %s failed:%n%s".formatted(uri, said));
        }
        double cpu = server.cpuSeconds() - before;
        return new Load(
                Double.parseDouble(group(RATE, said)),
                1000 * cpu / Double.parseDouble(group(REQUESTS, said)),
                millis(MIDDLE, said),
                millis(SLOWEST, said));
    }

    private static double millis(Pattern latency, String said) {
        Matcher matcher = latency.matcher(said);
        if (!matcher.find()) {
            throw new NotMeasured("wrk said something else than expected:%n%s".formatted(said));
        }
        double scale = switch (matcher.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1;
            default -> 1000;
        };
        return scale * Double.parseDouble(matcher.group(1));
    }

    private static String group(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new NotMeasured("wrk said something else than expected:%n%s".formatted(said));
        }
        return matcher.group(1);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new NotMeasured("The load generator wrk is missing. As root: apt-get install wrk", e);
        }
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new NotMeasured("wrk failed:%n%s".formatted(said));
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
