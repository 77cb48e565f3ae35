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

    /** What no agent answers to the question for its users. */
    static final List<String> ANSWERS = List.of(
            "",
            "null",
            "[]",
            "{",
            "{\"@type\":",
            "{\"@type\":\"Done\"}",
            "{\"@type\":\"Offered\",\"seedPort\":-1}",
            "{\"@type\":\"Choice\",\"index\":2147483647}",
            "{\"@type\":\"Flag\",\"value\":\"yes\"}",
            "{\"@type\":\"java.lang.ProcessBuilder\",\"command\":[\"id\"]}",
            "{\"@type\":\"Users\"}",
            "{\"@type\":\"Users\",\"users\":null}",
            "{\"@type\":\"Users\",\"users\":[null]}",
            "{\"@type\":\"Users\",\"users\":[{\"name\":\"\\ud800\",\"host\":\"\\u0000\",\"databases\":[\"\\udc00\"]}]}",
            "{\"@type\":\"Users\",\"users\":[{\"name\":{\"a\":1},\"host\":1e400,\"databases\":{}}]}",
            "{\"@type\":\"Users\",\"users\":" + "[".repeat(50_000),
            "{\"@type\":\"Users\",\"users\":[" + "1".repeat(50_000) + "]}",
            "{\"@type\":\"Failed\",\"kind\":\"BROKEN\",\"message\":\"\\u001b[2J\\u0007\\n2026 ERROR ControlPlane forged\"}",
            "{\"@type\":\"Failed\",\"kind\":\"REFUSED\",\"message\":\"%s\"}".formatted("x".repeat(1 << 20)),
            "{\"@type\":\"Failed\",\"kind\":\"NONE\",\"message\":\"\"}",
            "{\"@type\":\"At\",\"position\":\"../../../etc/passwd\"}",
            "{\"@type\":\"Standing\",\"primary\":true,\"position\":\"\",\"received\":null,\"connectedReplicas\":1e99}");

    /** What ends the line of an agent that sends it. */
    static final List<String> ENVELOPES = List.of(
            "",
            "{",
            "null",
            "\"REPLY\"",
            "{\"id\":\"a\",\"type\":\"REPLY\",\"term\":1}",
            "{\"id\":\"a\",\"type\":\"ROOT\",\"term\":1,\"payload\":\"\"}",
            "{\"id\":\"a\",\"type\":\"REPLY\",\"term\":1e999999999,\"payload\":\"\"}",
            "{\"id\":\"\\u001b[2J\\n2026 ERROR ControlPlane forged\",\"type\":\"REPLY\",\"term\":1,\"payload\":\"\"}",
            "{\"id\":\"%s\",\"type\":\"RECEIVED\",\"term\":1,\"payload\":\"\"}".formatted("x".repeat(1 << 20)),
            "{\"id\":\"\",\"type\":\"HEARTBEAT\",\"term\":1,\"payload\":\"{}\"}",
            "{\"id\":\"\",\"type\":\"HEARTBEAT\",\"term\":1,\"payload\":\"{\\\"status\\\":\\\"OWNED\\\",\\\"term\\\":1,\\\"metrics\\\":{}}\"}",
            "[".repeat(1 << 20),
            "x".repeat(5 << 20));

    private Hostile() {}
}
