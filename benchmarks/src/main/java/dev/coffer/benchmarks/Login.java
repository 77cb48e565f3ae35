package dev.coffer.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How soon somebody is known: with a password, and with the token that was given for it. */
final class Login implements Figure {
    private static final int STARTS = 3;
    private static final int LOGINS = 50;
    private static final int QUESTIONS = 500;

    @Override
    public String name() {
        return "login";
    }

    @Override
    public String sentence() {
        return "POST /v3/auth/tokens with a password that was not used before, and GET /v3/auth/tokens of a token";
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        try (Coffer coffer = stage.coffer()) {
            List<Double> first = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                coffer.start();
                stage.say("logging in for the first time");
                first.add(Clock.times(1, coffer::login).middle());
                coffer.stop();
            }
            coffer.start();
            Api api = coffer.login();
            stage.say("logging in again and again");
            double again = Clock.times(LOGINS, coffer::login).middle();
            Clock.times(QUESTIONS, () -> api.inspect(coffer.api()));
            double validated =
                    Clock.times(QUESTIONS, () -> api.inspect(coffer.api())).middle();
            return List.of(
                    Measurement.atMost(
                            100,
                            "login with a password, the first after a start",
                            first.stream().sorted().toList().get(STARTS / 2),
                            "ms",
                            ""),
                    Measurement.told("login again", again, "ms"),
                    Measurement.atMost(1, "validation of a token", validated, "ms", ""));
        }
    }
}
