package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Parameters;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server knows names and values of its parameters; of what kind they are it says only when it refuses a value. So each is set to
 * what it cannot be, on a server of its own.
 */
final class RedisParameters implements Parameters {
    private static final String NONSENSE = "coffer probe";
    private static final String TOO_SMALL = "-9000000000000000000";
    private static final String TOO_LARGE = "9999999999999999999";
    private static final Pattern BOUNDS = Pattern.compile(".*between (-?\\d+) and (-?\\d+) inclusive.*");
    private static final Pattern CHOICES = Pattern.compile(".*must be one of the following: (.*)");

    private final Family family;

    RedisParameters(Family family) {
        this.family = family;
    }

    @Override
    public List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        try (ScratchServer server = ScratchServer.start(family, sandbox, scratch, Map.of());
                Session session = server.session()) {
            return new TreeMap<>(session.settings("*"))
                    .entrySet().stream()
                            .filter(setting -> !Owned.covers(setting.getKey()))
                            .map(setting -> parameter(session, setting.getKey(), setting.getValue()))
                            .flatMap(Optional::stream)
                            .toList();
        }
    }

    /** Empty when it can be set only by a start; those are no tenant's. */
    private static Optional<Parameter> parameter(Session session, String name, String value) {
        if (!refusal(session, name, value).isEmpty()) {
            return Optional.empty();
        }
        String refusal = refusal(session, name, NONSENSE);
        Matcher choices = CHOICES.matcher(refusal);
        if (choices.matches()) {
            List<String> words = Arrays.asList(choices.group(1).split(", "));
            return Optional.of(new Parameter(name, Type.CHOICE, null, null, words, false, value));
        }
        Type type = type(refusal);
        if (type != Type.INTEGER) {
            return Optional.of(new Parameter(name, type, null, null, List.of(), false, value));
        }
        String bounds = refusal(session, name, TOO_SMALL) + refusal(session, name, TOO_LARGE);
        Matcher numbers = BOUNDS.matcher(bounds);
        boolean bounded = numbers.matches();
        BigDecimal min = bounded ? new BigDecimal(numbers.group(1)) : null;
        BigDecimal max = bounded ? new BigDecimal(numbers.group(2)) : null;
        return Optional.of(new Parameter(name, type, least(name, min), max, List.of(), false, value));
    }

    private static @Nullable BigDecimal least(String name, @Nullable BigDecimal min) {
        Long least = Owned.LEAST.get(name);
        return least == null ? min : BigDecimal.valueOf(least);
    }

    private static Type type(String refusal) {
        if (refusal.contains("'yes' or 'no'")) {
            return Type.BOOLEAN;
        }
        return refusal.contains("into an integer") || refusal.contains("memory value") || refusal.contains("between")
                ? Type.INTEGER
                : Type.TEXT;
    }

    /** What the server says to that value; empty when it takes it. */
    private static String refusal(Session session, String name, String value) {
        try {
            session.set(name, value);
            return "";
        } catch (EngineFailure failure) {
            return Failures.sentence(failure);
        }
    }

    @Override
    public boolean isOwned(String name) {
        return Owned.covers(name);
    }

    @Override
    public Map<String, Object> defaults(Flavor flavor, int volumeSize) {
        return new TreeMap<>(Options.sizes(flavor.ram()));
    }
}
