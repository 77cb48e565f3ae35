package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Parameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of a configuration group that a version's servers may take.
 *
 * @param shown as the tenant wrote them, by the parameters' own names
 * @param settings as the engine takes them
 */
record ConfigurationValues(ObjectNode shown, Map<String, String> settings) {

    static final ConfigurationValues NONE = new ConfigurationValues(Json.object(), Map.of());

    /** Checks all values against what the version's engine says of them. All that is wrong is said at once. */
    static ConfigurationValues check(JsonNode values, DatastoreVersion version, KnownParameters known) {
        if (values.isMissingNode() || values.isNull()) {
            return NONE;
        }
        Set<String> names = new TreeSet<>();
        values.propertyNames().forEach(name -> names.add(plain(name)));
        Map<String, Parameter> rules = known.rules(version, names);
        List<String> problems = new ArrayList<>();
        ObjectNode shown = Json.object();
        Map<String, String> settings = new TreeMap<>();
        values.properties().forEach(entry -> {
            String name = plain(entry.getKey());
            Parameter rule = rules.get(name);
            if (known.isOwned(version, name)) {
                problems.add("The configuration parameter %s is set by Coffer itself and cannot be changed."
                        .formatted(Python.cut(name)));
            } else if (rule == null) {
                problems.add("The configuration parameter %s is not supported for this datastore: %s %s."
                        .formatted(Python.cut(entry.getKey()), version.datastore(), version.name()));
            } else if (shown.has(name)) {
                problems.add("The configuration parameter %s is given twice.".formatted(name));
            } else {
                shown.set(name, entry.getValue());
                Optional<String> setting = new ParameterValue(rule, entry.getValue()).setting(problems);
                setting.ifPresent(text -> settings.put(name, text));
            }
        });
        if (!problems.isEmpty()) {
            throw Fault.unprocessable(problems.stream().limit(50).collect(Collectors.joining(" ")));
        }
        return new ConfigurationValues(shown, settings);
    }

    /** Names are the same in any case. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static ConfigurationValues of(String shown, Map<String, String> settings) {
        return new ConfigurationValues(
                (ObjectNode) Json.parse(shown.getBytes(java.nio.charset.StandardCharsets.UTF_8)), settings);
    }

    /** These, with the others in place of those of the same names. */
    ConfigurationValues with(ConfigurationValues others) {
        ObjectNode both = shown.deepCopy();
        both.setAll(others.shown());
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(others.settings());
        return new ConfigurationValues(both, all);
    }

    /** What can be shown: a password never is. */
    static ObjectNode masked(String shown) {
        ObjectNode values = of(shown, Map.of()).shown();
        for (String name : List.copyOf(values.propertyNames())) {
            if (name.contains("password") || name.contains("secret")) {
                values.put(name, "******");
            }
        }
        return values;
    }

    /** One value and what is known of its parameter. */
    private record ParameterValue(Parameter rule, JsonNode value) {
        private static final BigDecimal[] UNITS = {
            BigDecimal.valueOf(1L << 10),
            BigDecimal.valueOf(1L << 20),
            BigDecimal.valueOf(1L << 30),
            BigDecimal.valueOf(1L << 40)
        };
        private static final int LONGEST = 4_000;

        /** As the engine takes it; empty when there is a problem. */
        Optional<String> setting(List<String> problems) {
            return switch (rule.type()) {
                case BOOLEAN -> bool(problems);
                case INTEGER -> number(problems, "-?[0-9]{1,40}[KkMmGgTt]?");
                case FLOAT -> number(problems, "-?[0-9]{1,40}([.][0-9]{1,20})?");
                case CHOICE -> choice(problems);
                case CHOICES -> choices(problems);
                case SWITCHES -> switches(problems);
                case TEXT -> text(problems);
            };
        }

        private Optional<String> wrongType(List<String> problems) {
            problems.add("The value provided for the configuration parameter %s is not of type %s."
                    .formatted(rule.name(), rule.type().word()));
            return Optional.empty();
        }

        private Optional<String> bool(List<String> problems) {
            String word = value.isBoolean() || value.isIntegralNumber() || value.isString() ? value.asString() : "";
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "true", "on", "1" -> Optional.of("1");
                case "false", "off", "0" -> Optional.of("0");
                default -> wrongType(problems);
            };
        }

        private Optional<String> number(List<String> problems, String form) {
            String text = value.isBoolean()
                    ? (value.booleanValue() ? "1" : "0")
                    : value.isIntegralNumber() || value.isString() ? value.asString() : "";
            if (value.isDouble() && !Double.isFinite(value.doubleValue())) {
                return wrongType(problems);
            }
            if (value.isNumber() && !value.isIntegralNumber() && rule.type() == Parameter.Type.FLOAT) {
                text = value.decimalValue().toPlainString();
            }
            if (!text.matches(form)) {
                return wrongType(problems);
            }
            BigDecimal number = bytes(text);
            if (rule.min() != null && number.compareTo(rule.min()) < 0) {
                problems.add("The value for the configuration parameter %s is less than the minimum allowed: %s"
                        .formatted(rule.name(), rule.min().toPlainString()));
                return Optional.empty();
            }
            if (rule.max() != null && number.compareTo(rule.max()) > 0) {
                problems.add("The value for the configuration parameter %s is greater than the maximum allowed: %s"
                        .formatted(rule.name(), rule.max().toPlainString()));
                return Optional.empty();
            }
            return Optional.of(number.toPlainString());
        }

        private static BigDecimal bytes(String text) {
            int unit = "kmgt".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
            return unit < 0
                    ? new BigDecimal(text)
                    : new BigDecimal(text.substring(0, text.length() - 1)).multiply(UNITS[unit]);
        }

        private Optional<String> choice(List<String> problems) {
            if (!value.isString() && !value.isBoolean() && !value.isIntegralNumber()) {
                return wrongType(problems);
            }
            Optional<String> chosen =
                    word(value.isBoolean() ? (value.booleanValue() ? "ON" : "OFF") : value.asString());
            return chosen.isPresent() ? chosen : notAmong(problems);
        }

        private Optional<String> word(String word) {
            return rule.choices().stream().filter(word::equalsIgnoreCase).findFirst();
        }

        private Optional<String> notAmong(List<String> problems) {
            problems.add("The value for the configuration parameter %s is not one of: %s."
                    .formatted(rule.name(), String.join(", ", rule.choices())));
            return Optional.empty();
        }

        private Optional<String> choices(List<String> problems) {
            if (!value.isString()) {
                return wrongType(problems);
            }
            List<String> words = parts();
            List<String> chosen =
                    words.stream().map(this::word).flatMap(Optional::stream).toList();
            return chosen.size() == words.size() ? Optional.of(String.join(",", chosen)) : notAmong(problems);
        }

        private Optional<String> switches(List<String> problems) {
            if (!value.isString()) {
                return wrongType(problems);
            }
            boolean known = parts().stream().allMatch(part -> {
                String[] sides = part.split("=", 2);
                return part.equalsIgnoreCase("default")
                        || (sides.length == 2
                                && word(sides[0].strip()).isPresent()
                                && Set.of("on", "off", "default")
                                        .contains(sides[1].strip().toLowerCase(Locale.ROOT)));
            });
            return known ? Optional.of(String.join(",", parts()).toLowerCase(Locale.ROOT)) : notAmong(problems);
        }

        private List<String> parts() {
            String text = value.stringValue();
            return text.isBlank()
                    ? List.of()
                    : List.of(text.split(",", -1)).stream().map(String::strip).toList();
        }

        private Optional<String> text(List<String> problems) {
            if (!value.isString()) {
                return wrongType(problems);
            }
            String text = value.stringValue();
            if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
                problems.add("The value for the configuration parameter %s is too long or has a control character."
                        .formatted(rule.name()));
                return Optional.empty();
            }
            return Optional.of(text);
        }
    }
}
