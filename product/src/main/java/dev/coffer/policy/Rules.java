package dev.coffer.policy;

import dev.coffer.policy.Check.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** A whole set of rules, checked. */
final class Rules {
    private static final int DEEPEST = 30;
    /** Checks of a rule, with those of the rules it names: naming one twice in each of a chain would make billions. */
    private static final int MOST_CHECKS = 10_000;

    private static final Check REFUSAL = new Check.Fixed(Verdict.NO);

    private final Map<String, Check> checks;

    private Rules(Map<String, Check> checks) {
        this.checks = Map.copyOf(checks);
    }

    static Rules defaults() {
        try {
            return with(Map.of());
        } catch (InvalidPolicy e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The defaults with some replaced.
     *
     * @param replaced check strings, or lists in oslo's older form, by name
     * @throws InvalidPolicy with all errors
     */
    static Rules with(Map<String, JsonNode> replaced) throws InvalidPolicy {
        Building building = new Building(replaced);
        Rules rules = building.build();
        if (!building.errors.isEmpty()) {
            throw new InvalidPolicy(building.errors);
        }
        return rules;
    }

    /** The rule's, or that of {@code default} when there is none of that name. */
    Check check(String rule) {
        Check check = checks.get(rule);
        return check != null ? check : checks.getOrDefault(DefaultRules.DEFAULT, REFUSAL);
    }

    /** Puts into each rule the rules that it names. */
    private static final class Building {
        private final Map<String, JsonNode> texts = new TreeMap<>();
        private final Set<String> known = DefaultRules.all().keySet();
        private final Map<String, Check> done = new HashMap<>();
        private final Map<String, Integer> weights = new HashMap<>();
        private final Set<String> named = new HashSet<>();
        private final Deque<String> path = new ArrayDeque<>();
        private final List<String> errors = new ArrayList<>();
        private int weight;

        Building(Map<String, JsonNode> replaced) {
            DefaultRules.all().forEach((name, text) -> texts.put(name, StringNode.valueOf(text)));
            texts.putAll(replaced);
        }

        Rules build() {
            texts.keySet().forEach(this::resolved);
            texts.keySet().stream()
                    .filter(name -> !known.contains(name) && !named.contains(name))
                    .forEach(name -> errors.add(
                            "`%s` is no rule of Coffer's, and no other rule names it; docs/policy.md lists all rules"
                                    .formatted(name)));
            return new Rules(done);
        }

        private Check resolved(String name) {
            Check before = done.get(name);
            if (before != null) {
                return before;
            }
            int outside = weight;
            weight = 0;
            path.push(name);
            Check check = REFUSAL;
            try {
                check = parsed(texts.getOrDefault(name, StringNode.valueOf("!")));
                if (weight > MOST_CHECKS) {
                    throw new CheckParser.Malformed(
                            "with the rules it names it has more than %d checks".formatted(MOST_CHECKS));
                }
            } catch (CheckParser.Malformed e) {
                errors.add("`%s`: %s".formatted(name, e.getMessage()));
            }
            path.pop();
            done.put(name, check);
            weights.put(name, Math.min(weight, MOST_CHECKS + 1));
            weight = outside;
            return check;
        }

        private Check parsed(JsonNode text) throws CheckParser.Malformed {
            if (text.isString()) {
                weight += 1
                        + (int) text.stringValue()
                                .chars()
                                .filter(letter -> letter == ':')
                                .count();
                return CheckParser.parse(text.stringValue(), this::referred);
            }
            if (text.isArray()) {
                return alternatives(text);
            }
            throw new CheckParser.Malformed(
                    "it must be text; write \"\" or \"@\" to let everybody pass, and \"!\" to let nobody pass");
        }

        /** The older form: a list of alternatives, each a list of checks that must all pass. */
        private Check alternatives(JsonNode list) throws CheckParser.Malformed {
            if (list.isEmpty()) {
                return new Check.Fixed(Verdict.YES);
            }
            List<Check> alternatives = new ArrayList<>();
            for (JsonNode item : list) {
                List<Check> all = new ArrayList<>();
                for (JsonNode part : item.isArray() ? item : List.of(item)) {
                    if (!part.isString()) {
                        throw new CheckParser.Malformed("a list may hold only texts, and lists of texts");
                    }
                    all.add(parsed(part));
                }
                if (!all.isEmpty()) {
                    alternatives.add(new Check.All(all));
                }
            }
            return new Check.Any(alternatives);
        }

        private Check referred(String name) throws CheckParser.Malformed {
            named.add(name);
            if (!texts.containsKey(name)) {
                throw new CheckParser.Malformed("it names the rule `%s`, which there is not".formatted(name));
            }
            if (path.contains(name)) {
                throw new CheckParser.Malformed("it names itself, through `%s`".formatted(name));
            }
            if (path.size() >= DEEPEST) {
                throw new CheckParser.Malformed("rules name one another in a chain of more than %d".formatted(DEEPEST));
            }
            Check check = resolved(name);
            weight = Math.min(MOST_CHECKS + 1, weight + weights.getOrDefault(name, 0));
            return check;
        }
    }
}
