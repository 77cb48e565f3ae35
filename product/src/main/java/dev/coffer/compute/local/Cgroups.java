package dev.coffer.compute.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits by control groups, of version 1 or 2 or both, whatever this host has: one group {@code coffer/ID} per instance. */
final class Cgroups implements Limits {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final String PARENT = "coffer";
    private static final long MIB = 1024 * 1024;
    private static final int AGENT_RAM = 128;
    private static final int CPU_PERIOD = 100_000;

    /** One limit in one version's form. */
    private enum Kind {
        MEMORY_V1("memory"),
        CPU_V1("cpu"),
        MEMORY_V2("memory"),
        CPU_V2("cpu");

        private final String controller;

        Kind(String controller) {
            this.controller = controller;
        }

        Map<String, String> values(int ram, int vcpus) {
            String bytes = Long.toString((ram + AGENT_RAM) * MIB);
            long quota = (long) vcpus * CPU_PERIOD;
            Map<String, String> values = new LinkedHashMap<>();
            switch (this) {
                case MEMORY_V1 -> values.put("memory.limit_in_bytes", bytes);
                case MEMORY_V2 -> values.put("memory.max", bytes);
                case CPU_V1 -> {
                    values.put("cpu.cfs_period_us", Integer.toString(CPU_PERIOD));
                    values.put("cpu.cfs_quota_us", Long.toString(quota));
                }
                case CPU_V2 -> values.put("cpu.max", quota + " " + CPU_PERIOD);
            }
            return values;
        }
    }

    /** @param parent group of all instances in this controller's tree */
    private record Controller(Kind kind, Path parent) {
        Path group(String instanceId) {
            return parent.resolve(instanceId);
        }
    }

    private final List<Controller> controllers;

    private Cgroups(List<Controller> controllers) {
        this.controllers = List.copyOf(controllers);
    }

    /** What this host allows this process to set. */
    static Limits detect() {
        try {
            return detect(Files.readAllLines(Path.of("/proc/self/mountinfo")));
        } catch (IOException e) {
            LOG.warn("Memory and CPU limits are not enforced: /proc/self/mountinfo cannot be read.", e);
            return new None();
        }
    }

    static Limits detect(List<String> mounts) {
        List<Controller> found = new ArrayList<>();
        for (String mount : mounts) {
            String[] halves = mount.split(" - ", 2);
            if (halves.length < 2) {
                continue;
            }
            Path point = Path.of(halves[0].split(" ")[4]);
            String[] system = halves[1].split(" ");
            List<String> options = Arrays.asList(system[system.length - 1].split(","));
            if (system[0].equals("cgroup")) {
                usable(Kind.MEMORY_V1, point, options).ifPresent(found::add);
                usable(Kind.CPU_V1, point, options).ifPresent(found::add);
            } else if (system[0].equals("cgroup2")) {
                List<String> offered = words(point.resolve("cgroup.controllers"));
                usable(Kind.MEMORY_V2, point, offered).ifPresent(found::add);
                usable(Kind.CPU_V2, point, offered).ifPresent(found::add);
            }
        }
        Cgroups groups = new Cgroups(found);
        for (String limit : List.of("memory", "cpu")) {
            if (!groups.enforced().contains(limit)) {
                LOG.warn(
                        "The {} limit of flavors is not enforced: this host offers no control group for it that Coffer may write to.",
                        limit);
            }
        }
        return found.isEmpty() ? new None() : groups;
    }

    private static Optional<Controller> usable(Kind kind, Path mount, List<String> offered) {
        if (!offered.contains(kind.controller)) {
            return Optional.empty();
        }
        Path parent = mount.resolve(PARENT);
        try {
            if (kind == Kind.MEMORY_V2 || kind == Kind.CPU_V2) {
                hand(kind.controller, mount);
            }
            Files.createDirectories(parent);
            if (kind == Kind.MEMORY_V2 || kind == Kind.CPU_V2) {
                hand(kind.controller, parent);
            }
            return Files.isWritable(parent) ? Optional.of(new Controller(kind, parent)) : Optional.empty();
        } catch (IOException e) {
            LOG.info("No {} limits by {}: {}", kind.controller, mount, e.toString());
            return Optional.empty();
        }
    }

    /** Lets the groups below have this controller. */
    private static void hand(String controller, Path group) throws IOException {
        Path control = group.resolve("cgroup.subtree_control");
        if (!words(control).contains(controller)) {
            write(control, "+" + controller);
        }
    }

    @Override
    public void set(String instanceId, int ram, int vcpus, Collection<Long> processes) {
        for (Controller controller : controllers) {
            Path group = controller.group(instanceId);
            try {
                Files.createDirectories(group);
                for (Map.Entry<String, String> value :
                        controller.kind.values(ram, vcpus).entrySet()) {
                    write(group.resolve(value.getKey()), value.getValue());
                }
                for (long pid : processes) {
                    enter(group, pid);
                }
            } catch (IOException e) {
                LOG.warn(
                        "The {} limit of instance {} could not be set: {}",
                        controller.kind.controller,
                        instanceId,
                        e.toString());
            }
        }
    }

    private static void enter(Path group, long pid) throws IOException {
        try {
            write(group.resolve("cgroup.procs"), Long.toString(pid));
        } catch (IOException e) {
            if (Processes.find(pid).isPresent()) {
                throw e;
            }
        }
    }

    @Override
    public Set<Long> processes(String instanceId) {
        Set<Long> all = new TreeSet<>();
        for (Controller controller : controllers) {
            words(controller.group(instanceId).resolve("cgroup.procs")).forEach(pid -> all.add(Long.valueOf(pid)));
        }
        return all;
    }

    @Override
    public void remove(String instanceId) {
        for (Controller controller : controllers) {
            Path group = controller.group(instanceId);
            try {
                Waiting.until(Duration.ofSeconds(2), () -> removed(group));
                Files.deleteIfExists(group);
            } catch (IOException e) {
                LOG.warn("The control group {} could not be removed: {}", group, e.toString());
            }
        }
    }

    /** The kernel takes a moment to notice that the last process has gone. */
    private static boolean removed(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    @Override
    public List<String> enforced() {
        return controllers.stream()
                .map(controller -> controller.kind.controller)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<String> words(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
        } catch (IOException absent) {
            return List.of();
        }
    }

    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }
}
