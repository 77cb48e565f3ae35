package dev.coffer.compute.local;

import dev.coffer.model.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The firewall of Linux: one table for each installation. It outlives the control plane, as the engines do. */
final class Nftables implements Firewall {
    private static final Logger LOG = LoggerFactory.getLogger(Nftables.class);
    private static final String NEEDS =
            "Access can only be restricted, and a public address only be given, where Coffer runs as "
                    + "root and nftables works";
    private static final String PREFIX = "coffer_";
    private static final Pattern TABLE = Pattern.compile("table inet (coffer_[0-9a-f]+)");
    private static final Pattern HOME = Pattern.compile("comment \"([^\"]*)\"");
    private static final Pattern GUARDED = Pattern.compile("([0-9.]+) : jump to_");
    private static final long PATIENCE = 20;

    private final String program;
    private final String home;
    private final String table;

    private Nftables(String program, Path home) {
        this.program = program;
        this.home = home.toAbsolutePath().normalize().toString();
        this.table = PREFIX + digest(this.home);
    }

    /** What this host allows this process. */
    static Firewall detect(Path home) {
        if (!Host.isRoot()) {
            return new None(NEEDS + "; this Coffer does not run as root.");
        }
        Optional<Path> program = Stream.of("/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return new None(NEEDS + "; this host lacks the program nft (on Debian: apt-get install nftables).");
        }
        Nftables nftables = new Nftables(program.get().toString(), home);
        try {
            nftables.rehearse();
            return nftables;
        } catch (IOException e) {
            return new None(NEEDS + "; this host's kernel refuses: " + e.getMessage());
        }
    }

    /** Asks the kernel for all that rules are made of, without leaving any. */
    private void rehearse() throws IOException {
        TreeSet<Integer> guests = new TreeSet<>(Set.of(1));
        AccessRules.Guarded all = AccessRules.Guarded.restricted("127.96.0.1", guests, List.of(new Network(0, 8)));
        run(
                new AccessRules(guests, List.of(all)).text(table + "0", "") + "delete table inet " + table + "0\n",
                program,
                "-f",
                "-");
    }

    @Override
    public void replace(AccessRules rules) throws IOException {
        run(rules.text(table, isPlain(home) ? home : ""), program, "-f", "-");
    }

    /** Tables of installations whose home is gone are removed by the way. */
    @Override
    public Set<String> foreign() throws IOException {
        Set<String> addresses = new TreeSet<>();
        for (String other : tables()) {
            if (other.startsWith(table)) {
                continue;
            }
            try {
                String text = run("", program, "list", "table", "inet", other);
                if (isOfGoneHome(text)) {
                    run("", program, "delete", "table", "inet", other);
                } else {
                    GUARDED.matcher(text).results().map(found -> found.group(1)).forEach(addresses::add);
                }
            } catch (IOException e) {
                LOG.debug("The table {} went away while it was read.", other, e);
            }
        }
        return addresses;
    }

    private static boolean isOfGoneHome(String text) {
        Matcher home = HOME.matcher(text);
        return home.find() && !home.group(1).isEmpty() && !Files.exists(Path.of(home.group(1)));
    }

    private Set<String> tables() throws IOException {
        return TABLE.matcher(run("", program, "list", "tables"))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    /** A path that can stand in a comment as it is. */
    private static boolean isPlain(String path) {
        return path.length() <= 128 && path.matches("[A-Za-z0-9/._+@ -]+");
    }

    private static String digest(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static String run(String input, String... command) throws IOException {
        Path rules = Files.createTempFile("coffer-nft", "");
        Path said = Files.createTempFile("coffer-nft", "");
        try {
            Files.writeString(rules, input);
            Process process = new ProcessBuilder(command)
                    .redirectInput(rules.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("nft did not end within %d seconds".formatted(PATIENCE));
            }
            String text = Files.readString(said);
            if (process.exitValue() != 0) {
                throw new IOException("nft ended with %d: %s"
                        .formatted(process.exitValue(), text.lines().findFirst().orElse("it said nothing")));
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nft was interrupted", e);
        } finally {
            Files.deleteIfExists(rules);
            Files.deleteIfExists(said);
        }
    }
}
