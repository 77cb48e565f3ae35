package dev.coffer.engine.cassandra;

import dev.coffer.engine.Node;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a server. Neither JMX nor the attaching of debuggers gets anybody in beside the native protocol. */
final class JavaCommand {
    private static final String ALL = "=ALL-UNNAMED";

    /** What Cassandra 5.0 needs of the inside of Java 17. */
    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql",
            "java.base/java.lang.ref",
            "jdk.unsupported/sun.misc");

    private static final List<String> OPENS = List.of(
            "java.base/java.lang.module",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.util.jar",
            "jdk.management/com.sun.management.internal",
            "java.base/sun.nio.ch",
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/java.nio",
            "java.rmi/sun.rmi.transport.tcp");

    /** From here on a collector that works beside the server pays off. */
    private static final int LARGE_HEAP = 2_048;

    private final Node node;
    private final CassandraPlaces places;

    JavaCommand(Node node, CassandraPlaces places) {
        this.node = node;
        this.places = places;
    }

    /** Of a server that stays. */
    List<String> lasting() {
        return command(List.of());
    }

    /** Of one that is soon gone: what makes code fast in the long run would only cost time. */
    List<String> passing() {
        return command(List.of("-XX:TieredStopAtLevel=1"));
    }

    private List<String> command(List<String> more) {
        String jars = "/" + CassandraEngine.JARS;
        int heap = Configuration.heap(node.ram());
        List<String> command = new ArrayList<>(List.of("/" + CassandraEngine.JAVA));
        command.add("-javaagent:" + jars + "/jamm-0.4.0.jar");
        command.add("-Xms" + heap / 2 + "m");
        command.add("-Xmx" + heap + "m");
        command.add("-Xss512k");
        command.add(heap < LARGE_HEAP || node.vcpus() < 2 ? "-XX:+UseSerialGC" : "-XX:+UseG1GC");
        command.add("-XX:ActiveProcessorCount=" + Math.max(1, node.vcpus()));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-XX:+DisableAttachMechanism"));
        command.add("-XX:ErrorFile=" + node.log().resolve("java-error.log"));
        command.addAll(more);
        EXPORTS.forEach(name -> command.add("--add-exports=" + name + ALL));
        OPENS.forEach(name -> command.add("--add-opens=" + name + ALL));
        command.add("-Djava.io.tmpdir=" + places.temporary());
        command.add("-Dio.netty.tryReflectionSetAccessible=true");
        command.add("-Dlogback.configurationFile=" + places.logging().toUri());
        command.add("-Dcassandra.config=" + places.configuration().toUri());
        command.add("-Dcassandra.storagedir=" + places.dataDirectory());
        command.add("-Dcassandra.logdir=" + node.log());
        command.add("-Dcassandra-foreground=yes");
        alone(command);
        command.addAll(List.of("-cp", jars + "/*", "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    /** There is no other node to wait for. */
    private static void alone(List<String> command) {
        command.add("-Dcassandra.superuser_setup_delay_ms=0");
        command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
        command.add("-Dcassandra.ring_delay_ms=0");
        command.add("-Dcassandra.shutdown_announce_in_ms=0");
    }
}
