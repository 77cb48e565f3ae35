package dev.coffer.engine;

import dev.coffer.image.Sandbox;
import java.nio.file.Path;
import java.util.List;

/** An agent of its own process that initialises a server, to be killed in the middle. */
public final class InitialiseCaller {
    private InitialiseCaller() {}

    /** @param args engine, version, address, home, image, uid or -1 */
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[3]);
        Sandbox sandbox = new Sandbox(Path.of(args[4]), home, List.of(home.resolve("agent")));
        int uid = Integer.parseInt(args[5]);
        Node node = new Node(
                "killed",
                args[1],
                args[2],
                home,
                home.resolve("agent/secrets"),
                512,
                1,
                1,
                uid < 0 ? sandbox : sandbox.as(uid, uid));
        Engines.shipped().named(args[0]).open(node).initialise();
    }
}
