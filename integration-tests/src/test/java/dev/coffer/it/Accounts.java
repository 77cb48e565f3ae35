package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Somebody who makes and removes users and databases while processes die. What was acknowledged must be so; the rest may be. */
final class Accounts {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int NOT_READY = 422;

    private final Api api;
    private final EngineKind kind;
    private final Set<String> made = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private @Nullable Thread changing;

    Accounts(Api api, EngineKind kind) {
        this.api = api;
        this.kind = kind;
    }

    /** Begins to make some and to remove some of those made before. */
    void change(String instance, int round) {
        List<String> old = new ArrayList<>(made);
        changing = Thread.ofPlatform().name("accounts").start(() -> {
            String path = "/instances/" + instance;
            if (kind.hasDatabases()) {
                make(path + "/databases", "{\"databases\": [{\"name\": \"d%d\"}]}".formatted(round), "d" + round);
            }
            make(
                    path + "/users",
                    "{\"users\": [{\"name\": \"u%d\", \"password\": \"secret-Made-1\"}]}".formatted(round),
                    "u" + round);
            old.forEach(name -> remove(path + (name.startsWith("u") ? "/users/" : "/databases/") + name, name));
        });
    }

    private void make(String path, String body, String name) {
        if (isAccepted("POST", path, body)) {
            made.add(name);
        }
    }

    private void remove(String path, String name) {
        made.remove(name);
        if (isAccepted("DELETE", path, "")) {
            removed.add(name);
        }
    }

    /** What became of a request that was cut off is not known. */
    private boolean isAccepted(String method, String path, String body) {
        try {
            return api.send(method, path, body).status() == 202;
        } catch (IOException | InterruptedException cutOff) {
            return false;
        }
    }

    /** Waits for what was begun, and for a server that was killed and is reported to be down only now. */
    void check(String primary) throws InterruptedException {
        if (changing == null) {
            return;
        }
        changing.join();
        List<String> there = new ArrayList<>(names("/instances/" + primary + "/users?limit=1000"));
        if (kind.hasDatabases()) {
            there.addAll(names("/instances/" + primary + "/databases?limit=1000"));
        }
        assertThat(there).containsAll(made).as("removed").noneMatch(removed::contains);
    }

    private List<String> names(String path) throws InterruptedException {
        AtomicReference<Api.Answer> last = new AtomicReference<>();
        Coffer.eventually("the server is asked for " + path, SOON, () -> {
            last.set(asked(path));
            return last.get().status() != NOT_READY;
        });
        assertThat(last.get().status()).as("%s", last.get().body()).isEqualTo(200);
        JsonNode list = last.get().body().iterator().next();
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.get("name").asString())
                .toList();
    }

    private Api.Answer asked(String path) {
        try {
            return api.send("GET", path, "");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
