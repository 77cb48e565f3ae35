package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code --os-*} flags, taken out of the arguments wherever they stand, before the verbs are parsed: OpenStack's users write
 * them before or after the verb, and thirty options on each of fifty verbs would slow the start and drown the help.
 */
public final class Flags {
    /** Keys of {@link Settings} that have a flag and a variable of the same name. */
    static final Set<String> KEYS = Set.of(
            "cloud",
            "auth_type",
            "auth_url",
            "username",
            "user_id",
            "password",
            "user_domain_name",
            "user_domain_id",
            "project_name",
            "project_id",
            "project_domain_name",
            "project_domain_id",
            "default_domain",
            "application_credential_id",
            "application_credential_secret",
            "token",
            "endpoint",
            "region_name",
            "interface",
            "cacert",
            "identity_api_version");

    private final Map<String, String> values;
    private final List<String> rest;
    private final boolean debug;

    private Flags(Map<String, String> values, List<String> rest, boolean debug) {
        this.values = Map.copyOf(values);
        this.rest = List.copyOf(rest);
        this.debug = debug;
    }

    public static Flags none() {
        return new Flags(Map.of(), List.of(), false);
    }

    public static Flags parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        List<String> rest = new ArrayList<>();
        boolean debug = false;
        Iterator<String> iterator = arguments.iterator();
        while (iterator.hasNext()) {
            String argument = iterator.next();
            if (argument.equals("--")) {
                rest.add(argument);
                iterator.forEachRemaining(rest::add);
            } else if (argument.startsWith("--os-")) {
                take(argument, iterator, values);
            } else if (argument.equals("--insecure")) {
                values.put("verify", "false");
            } else if (argument.equals("--debug")) {
                debug = true;
            } else {
                rest.add(argument);
            }
        }
        return new Flags(values, rest, debug);
    }

    private static void take(String argument, Iterator<String> more, Map<String, String> values) {
        int equals = argument.indexOf('=');
        String flag = equals < 0 ? argument : argument.substring(0, equals);
        String key = flag.substring("--os-".length()).replace('-', '_');
        if (!KEYS.contains(key)) {
            throw Failure.usage(
                    "There is no flag %s.".formatted(flag),
                    "The flags for credentials are: " + String.join(" ", names()));
        }
        if (equals >= 0) {
            values.put(key, argument.substring(equals + 1));
        } else if (more.hasNext()) {
            values.put(key, more.next());
        } else {
            throw Failure.usage("The flag %s needs a value.".formatted(flag), null);
        }
    }

    /** All flags, in alphabetical order. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        KEYS.forEach(key -> names.add("--os-" + key.replace('_', '-')));
        return names;
    }

    Map<String, String> values() {
        return values;
    }

    /** The arguments without the flags. */
    public List<String> rest() {
        return rest;
    }

    /** Whether each exchange with a server is shown. */
    public boolean debug() {
        return debug;
    }
}
