package dev.coffer.it;

import java.util.List;

/** What no well-meaning tenant sends. */
final class Hostile {
    /** Marks passwords that must be refused without being repeated. */
    static final String CANARY = "canary-Yellow-7";

    static final List<String> NAMES = List.of(
            "it's",
            "say \"hi\"",
            "back`tick",
            "back\\slash",
            "x; DROP DATABASE app; -- ",
            "x'; DROP DATABASE app; -- -",
            "../../etc/passwd",
            "..",
            ".",
            "a/b",
            "%2e%2e%2f",
            "100%",
            "under_score%",
            "x@y",
            "+ plus +",
            "#hash?query=1&more",
            "<script>alert(1)</script>",
            "${jndi:ldap://x}",
            "数据库",
            "\u202egnirts",
            "duck🦆",
            "nul\u0000nul",
            "new\nline",
            "\ud800",
            " lead",
            "null",
            "mysql",
            "root",
            "coffer_agent",
            "#mysql50#x",
            "",
            "y".repeat(64),
            "y".repeat(65_536));

    static final List<String> PASSWORDS = List.of(
            "it's \"quoted\" `and` \\slashed\\",
            "'; DROP DATABASE app; -- ",
            "% $ { } # ? & + /",
            "密码 пароль 🦆",
            "z".repeat(1_024),
            CANARY + "\u0000",
            CANARY + "\n",
            CANARY + "z".repeat(65_536),
            "");

    static final List<String> BODIES = List.of(
            "",
            "{",
            "[]",
            "null",
            "\"text\"",
            "{\"instance\": ",
            "{\"instance\": null}",
            "{\"instance\": {\"name\": \"a\"}} {}",
            "{\"instance\": {\"name\": \"a\", \"name\": \"b\"}}",
            "{\"instance\": {\"name\": \"a\", \"flavorRef\": {\"$gt\": 0}, \"volume\": {\"size\": 1e999}}}",
            "[".repeat(100_000),
            "{\"instance\": {\"name\": \"%s\"}}".formatted("x".repeat(1_000_000)));

    private Hostile() {}
}
