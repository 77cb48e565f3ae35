package dev.coffer.engine.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user may do, in the engine's own words, and what no tenant may do whatever the words are: commands that reach the server's
 * files, its settings, replication, accounts and other hosts. With them no promise about acknowledged writes could be kept.
 */
final class AccessRules {
    private static final int MOST = 100;
    private static final int LONGEST = 256;
    private static final Pattern KEYS = Pattern.compile("(~|%(R|W|RW)~).*|allkeys|resetkeys");
    private static final Pattern CHANNELS = Pattern.compile("&.*|allchannels|resetchannels");
    private static final Pattern COMMANDS =
            Pattern.compile("[+-](@[a-z]+|[a-z][a-z0-9._-]*(\\|[a-z0-9._-]+)?)|allcommands|nocommands");

    private static final List<String> WITHHELD = List.of("-@admin", "-migrate", "-restore-asking", "-script|debug");
    /** Root sees who is connected and what is slow; it harms nothing. */
    private static final List<String> ROOTS = List.of("+slowlog", "+latency", "+client|list");

    private AccessRules() {}

    /** Why these are no rules; empty when they are. */
    static Optional<String> problem(List<String> rules) {
        if (rules.size() > MOST) {
            return Optional.of("There are too many access rules; at most %d.".formatted(MOST));
        }
        return rules.stream()
                .map(AccessRules::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> problem(String rule) {
        if (rule.length() > LONGEST || rule.codePoints().anyMatch(Names::isBlank)) {
            return Optional.of(
                    "An access rule has at most %d characters and no blanks; give each by itself.".formatted(LONGEST));
        }
        boolean known = KEYS.matcher(rule).matches()
                || CHANNELS.matcher(rule).matches()
                || COMMANDS.matcher(rule).matches();
        return known
                ? Optional.empty()
                : Optional.of(
                        "\"%s\" is no access rule; they are ~keys, %%R~keys, %%W~keys, &channels, +command, -command, +@category and -@category."
                                .formatted(rule));
    }

    /**
     * Arguments of {@code ACL SETUSER}. Of what the rules do not speak the user may use all: keys, channels, commands. Commands are
     * taken away from all, or given to none, by how the first rule about them begins.
     */
    static List<String> arguments(String hash, List<String> rules) {
        List<String> arguments = new ArrayList<>(List.of("reset", "on", "#" + hash));
        if (rules.stream().noneMatch(rule -> KEYS.matcher(rule).matches())) {
            arguments.add("allkeys");
        }
        if (rules.stream().noneMatch(rule -> CHANNELS.matcher(rule).matches())) {
            arguments.add("allchannels");
        }
        boolean given = rules.stream()
                .filter(rule -> COMMANDS.matcher(rule).matches())
                .findFirst()
                .filter(rule -> rule.startsWith("+"))
                .isPresent();
        if (!given) {
            arguments.add("+@all");
        }
        arguments.addAll(rules);
        arguments.addAll(WITHHELD);
        return arguments;
    }

    static List<String> rootArguments(String hash) {
        List<String> arguments = new ArrayList<>(arguments(hash, List.of()));
        arguments.addAll(ROOTS);
        return arguments;
    }
}
