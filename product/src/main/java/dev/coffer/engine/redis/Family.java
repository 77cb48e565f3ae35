package dev.coffer.engine.redis;

import java.util.List;

/** The two that share this room. */
enum Family {
    REDIS("redis", "Redis"),
    VALKEY("valkey", "Valkey");

    private final String word;
    private final String title;

    Family(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** As datastores, packages and programs begin. */
    String word() {
        return word;
    }

    String title() {
        return title;
    }

    String server() {
        return word + "-server";
    }

    List<String> packages() {
        return List.of(server(), word + "-tools");
    }

    /** Where {@code INFO} has the server's own version; Valkey also says which Redis it can stand for. */
    String versionField() {
        return word + "_version";
    }
}
