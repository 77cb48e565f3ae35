package dev.coffer.compute.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two programs that run from {@link RuntimeJars}: which jars each sees, and the options of its Java virtual machine.
 *
 * <p>Both keep the second compiler for what stays hot for long: without it ciphers have no help of the processor, and copies to replicas
 * go at 6 MB/s in place of more than 100. Nothing gets there while a program starts, but for an agent's ciphers, which get there at once.
 *
 * <p>Each starts from a cache of its loaded classes ({@code -XX:AOTCache}, JEP 514), which halves its start and its memory. Where the
 * cache is missing or made by another Java the program starts without it. The cache is mapped where it was made for, not at a random
 * address, so that it stays clean and processes share it.
 */
public enum JavaProgram {
    CONTROL_PLANE(
            "server",
            10,
            List.of(),
            List.of(
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms48m", // else a part of the host's memory, and all of it is touched before the first collection
                    "-Xmn32m",
                    "-Xmx256m",
                    "-XX:TrimNativeHeapInterval=60000",
                    "--enable-native-access=ALL-UNNAMED")),

    /** Its jars are few: it has no HTTP server, no database of its own, and no logging library. */
    AGENT(
            "agent",
            100,
            List.of(
                    "coffer",
                    "classes",
                    "jackson-core",
                    "jspecify",
                    "mariadb-java-client",
                    "postgresql",
                    "mongodb-driver",
                    "bson",
                    "bcrypt",
                    "bytes"),
            List.of(
                    "-XX:ReservedCodeCacheSize=24m",
                    "-Xms4m",
                    "-Xmx48m",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=20",
                    "-Xss256k",
                    "-XX:-UsePerfData",
                    "-XX:TrimNativeHeapInterval=30000",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Djdk.virtualThreadScheduler.parallelism=1",
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.01",
                    "-Djdk.tls.namedGroups=secp256r1",
                    "-Djdk.reflect.useNativeAccessorOnly=true"));

    /** A control plane has no parts. */
    public static final String WHOLE = "whole";

    private static final String COLLECTOR = "-XX:+UseSerialGC";
    private static final List<String> UNMOVED =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    /** With profiles in the cache the second compiler would begin at once. */
    private static final List<String> CLASSES_ONLY =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

    private final String word;
    private final List<String> artifacts;
    private final List<String> options;

    /** @param patience how many times hotter than usual a method is before the second compiler takes it */
    JavaProgram(String word, int patience, List<String> artifacts, List<String> options) {
        this.word = word;
        this.artifacts = artifacts;
        this.options = new ArrayList<>(List.of(
                COLLECTOR,
                "-XX:Tier4InvocationThreshold=" + 5_000 * patience,
                "-XX:Tier4MinInvocationThreshold=" + 600 * patience,
                "-XX:Tier4CompileThreshold=" + 15_000 * patience,
                "-XX:Tier4BackEdgeThreshold=" + 40_000 * patience));
        this.options.addAll(options);
    }

    /** The Java that runs this process runs the others. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * The beginning of the program's command; a main class and its arguments follow.
     *
     * @param runtime a directory that {@link RuntimeJars} made
     * @param part of the program that runs, see {@link #cache}
     */
    public List<String> command(Path runtime, String part, String... more) {
        List<String> command = new ArrayList<>(List.of(java().toString()));
        command.addAll(options(runtime, part));
        command.addAll(List.of(more));
        command.addAll(List.of("-cp", jar(runtime).toString()));
        return command;
    }

    /** As {@link #command}, for a run that shows which classes the cache should have. It is written when the program ends. */
    public List<String> training(Path runtime, String part) {
        List<String> command = new ArrayList<>(List.of(java().toString()));
        command.addAll(options);
        command.addAll(CLASSES_ONLY);
        command.add("-XX:AOTCacheOutput=" + cache(runtime, part));
        command.addAll(List.of("-cp", jar(runtime).toString()));
        return command;
    }

    /** The virtual machine's options, with the cache if there is one. */
    public List<String> options(Path runtime, String part) {
        List<String> all = new ArrayList<>(options);
        if (Files.exists(cache(runtime, part))) {
            all.addAll(UNMOVED);
            all.add("-XX:AOTCache=" + cache(runtime, part));
            all.add("-Xlog:aot=off"); // a cache that does not fit is as good as none
        }
        return all;
    }

    /**
     * All classes of a cache are loaded at once, so there is one for every part of the program that is used without the others: of an
     * agent, the room of its engine.
     */
    public Path cache(Path runtime, String part) {
        return runtime.resolve(word + "-" + part + ".aot");
    }

    boolean isCache(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(word + "-") && name.endsWith(".aot");
    }

    /** A jar without classes that names the program's others. */
    public Path jar(Path runtime) {
        return runtime.resolve(word + ".jar");
    }

    /** Whether the program sees this jar, or directory of classes. */
    boolean needs(Path entry) {
        String name = entry.getFileName().toString();
        return artifacts.isEmpty() || artifacts.stream().anyMatch(name::startsWith);
    }
}
