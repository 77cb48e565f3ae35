package dev.coffer.cli.installation;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A process that behaves like a control plane as far as starting and stopping is concerned. */
final class StandInControlPlane {
    private StandInControlPlane() {}

    /** Arguments: port, and how it behaves: well or failing. */
    public static void main(String[] arguments) throws IOException {
        System.out.println("stand-in starts");
        if (arguments[1].equals("failing")) {
            System.out.println("the disk is on fire");
            System.exit(1);
        }
        var _ = ControlPlaneLock.take(Path.of(System.getenv("COFFER_HOME")));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
        server.createContext("/healthcheck", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("stand-in is up");
    }
}
