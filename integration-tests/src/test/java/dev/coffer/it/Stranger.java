package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user with the administrator's password, and no more than a member's role in a project of its own. */
final class Stranger {
    static final String NAME = "stranger";
    static final String PROJECT = "0123456789abcdef0123456789abcdef";

    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");

    private Stranger() {}

    static void settle(Coffer coffer) throws IOException {
        Path file = coffer.home().resolve("control/users.yaml");
        String users = Files.readString(file);
        Matcher hash = HASH.matcher(users);
        assertThat(hash.find()).isTrue();
        Files.writeString(
                file,
                users.replace("projects:\n", "projects:\n- {id: \"%s\", name: \"other\"}\n".formatted(PROJECT))
                        .replace(
                                "users:\n",
                                "users:\n- {id: \"%s\", name: \"%s\", password: \"%s\", roles: {other: [member]}, enabled: true}\n"
                                        .formatted(NAME, NAME, hash.group())));
    }

    static Api login(Coffer coffer) throws IOException, InterruptedException {
        return Api.login(coffer.api(), NAME, coffer.adminSecret(), "other");
    }
}
