package dev.coffer.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A caller of the sandbox that can be killed. Prints the pid of what it started. */
final class SandboxCaller {
    private SandboxCaller() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Path.of(arguments[1]);
        Sandbox sandbox = new Sandbox(Path.of("/"), home, List.of(home.resolve("agent")));
        switch (arguments[0]) {
            case "tool" -> Thread.ofPlatform().start(() -> tool(sandbox)).join();
            case "spawn" -> System.out.println(spawn(sandbox, home));
            case "spawn-when-told" -> {
                System.out.println("ready");
                System.in.read();
                System.out.println(spawn(sandbox, home));
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        Thread.sleep(Duration.ofMinutes(1));
    }

    private static void tool(Sandbox sandbox) {
        try {
            System.out.println(
                    Sandbox.start(sandbox.tool(List.of("sleep", "4321"))).pid());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long spawn(Sandbox sandbox, Path home) throws IOException, InterruptedException {
        return sandbox.spawn(List.of("sleep", "4321"), home.resolve("server.log"), home.resolve("run/engine.pid"))
                .pid();
    }
}
