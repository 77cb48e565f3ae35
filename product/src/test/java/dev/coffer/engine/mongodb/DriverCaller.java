package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import java.time.Duration;

/** Asks a port of nobody who speaks MongoDB, and says what came of it. */
final class DriverCaller {
    private DriverCaller() {}

    /** @param args address and port */
    public static void main(String[] args) {
        Endpoint endpoint = new Endpoint(args[0], Integer.parseInt(args[1]), null);
        try (Session session = Session.open(endpoint, Login.agent("secret"), Duration.ofMillis(800))) {
            session.hello();
        } catch (EngineFailure failure) {
            System.out.println(failure.kind() + ": " + failure.getMessage());
        }
    }
}
