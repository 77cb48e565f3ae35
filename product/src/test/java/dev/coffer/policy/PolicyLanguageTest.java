package dev.coffer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.identity.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLanguageTest {
    private static final String OWN = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";

    @TempDir
    Path directory;

    private static Caller caller(String... roles) {
        return new Caller("u1", "user", OWN, "project", Set.of(roles));
    }

    private Policy policy(String yaml) throws IOException, InvalidPolicy {
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, yaml);
        return Policy.open(file, () -> Instant.EPOCH);
    }

    private Policy rule(String check) throws IOException, InvalidPolicy {
        return policy("\"instance:show\": '%s'".formatted(check.replace("'", "''")));
    }

    private String refusal(String yaml) {
        try {
            policy(yaml);
        } catch (InvalidPolicy e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        throw new AssertionError("was taken: " + yaml);
    }

    /** A caller with the roles member and reader, about something of its own project and something of another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "@                                        | true  | true",
                "!                                        | false | false",
                "``                                       | true  | true",
                "role:member                              | true  | true",
                "role:MEMBER                              | true  | true",
                "role:creator                             | false | false",
                "user_id:u1                               | true  | true",
                "is_admin:True                            | false | false",
                "is_admin:False                           | true  | true",
                "project_id:%(tenant)s                    | true  | false",
                "project_id:%(project_id)s                | true  | false",
                "'0123456789abcdef0123456789abcdef':%(tenant)s | true | false",
                "True:True                                | true  | true",
                "\"a\":a                                  | true  | true",
                "rule:admin_or_owner                      | true  | false",
                "not role:creator                         | true  | true",
                "not not role:member                      | true  | true",
                "not project_id:%(tenant)s                | false | true",
                "role:member and role:creator             | false | false",
                "role:creator or project_id:%(tenant)s    | true  | false",
                "role:creator AND role:x OR role:member   | true  | true",
                "role:member or role:x and role:y         | true  | true",
                "(role:member or role:x) and role:y       | false | false",
                "((role:member) and (not (role:x)))       | true  | true",
                "(project_id:%(tenant)s)                  | true  | false",
                "not role:member or role:reader           | true  | true",
                "not (role:member or role:reader)         | false | false",
            })
    void a_check_means_what_it_means_to_oslo(String check, boolean own, boolean others) throws Exception {
        Policy policy = rule(check);
        Caller caller = caller("member", "reader");
        assertThat(policy.allows("instance:show", caller, OWN)).isEqualTo(own);
        assertThat(policy.allows("instance:show", caller, OTHER)).isEqualTo(others);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                     | true  | true",
                "[[]]                                                   | false | false",
                "['role:member']                                        | true  | true",
                "[['role:member', 'project_id:%(tenant)s'], ['role:x']] | true  | false",
                "[['role:x'], 'role:reader']                            | true  | true",
            })
    void the_older_form_of_lists_is_understood(String list, boolean own, boolean others) throws Exception {
        Policy policy = policy("'instance:show': " + list);
        Caller caller = caller("member", "reader");
        assertThat(policy.allows("instance:show", caller, OWN)).isEqualTo(own);
        assertThat(policy.allows("instance:show", caller, OTHER)).isEqualTo(others);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role:a and",
                "or role:a",
                "not",
                "(role:a",
                "role:a)",
                "()",
                "role:a role:b",
                "admin",
                "rule:nobody_wrote_it",
                "http://169.254.169.254/latest",
                "https://policy.example/%(tenant)s",
                "user_id:%(user_id)s",
                "project_id:%(tenant)",
                "project_id:%s",
                "colour:red",
                "role:a && role:b",
            })
    void what_is_no_check_is_refused_with_a_reason(String check) {
        String said = refusal("\"instance:show\": '%s'".formatted(check));
        assertThat(said).contains("`instance:show`: ").contains("policy.yaml");
    }

    @Test
    void every_error_of_a_file_is_listed_at_once() {
        String said = refusal("""
                "instance:shwo": "role:a"
                "instance:show": "role:a and"
                "instance:create":
                "instance:delete": 7
                helper: "role:b"
                used: "rule:admin"
                "backup:show": "rule:used or rule:unwritten"
                """);
        assertThat(said)
                .contains("1. ", "2. ", "3. ", "4. ", "5. ", "6. ")
                .doesNotContain("7. ")
                .contains("`instance:shwo` is no rule of Coffer's")
                .contains("`helper` is no rule of Coffer's, and no other rule names it")
                .contains("`instance:show`: something is missing at its end")
                .contains("`instance:create`: it must be text")
                .contains("`instance:delete`: it must be text")
                .contains("`backup:show`: it names the rule `unwritten`, which there is not");
    }

    @Test
    void rules_that_name_themselves_are_refused() {
        assertThat(refusal("{admin: 'rule:default', default: 'rule:admin_or_owner'}"))
                .contains("it names itself, through `");
        assertThat(refusal("admin: 'rule:admin'")).contains("`admin`: it names itself, through `admin`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a", "text", "{", "a: b: c", "\"instance:show\": \"@\"\n\"instance:show\": \"!\"", "\t"})
    void what_is_no_map_of_rules_is_refused(String content) {
        assertThat(refusal(content)).contains("1. ");
    }

    @Test
    @Timeout(20)
    void hostile_files_are_refused_or_read_quickly() throws Exception {
        assertThat(refusal("'instance:show': '%s@%s'".formatted("(".repeat(60), ")".repeat(60))))
                .contains("nested deeper");
        assertThat(refusal("'instance:show': '%s@'".formatted("not ".repeat(60))))
                .contains("nested deeper");
        assertThat(refusal("'instance:show': '%s'".formatted("a".repeat(9_000))))
                .contains("longer than");
        assertThat(refusal("'instance:show': " + "[".repeat(100_000))).contains("1. ");
        assertThat(refusal("a".repeat(2_000_000))).contains("larger than 1 MiB");
        StringBuilder doubling = new StringBuilder("'instance:show': 'rule:r0'\n");
        for (int i = 0; i < 25; i++) {
            doubling.append("r%d: 'rule:r%d and rule:r%d'%n".formatted(i, i + 1, i + 1));
        }
        assertThat(refusal(doubling + "r25: '@'")).contains("more than 10000 checks");
        StringBuilder chain = new StringBuilder("'instance:show': 'rule:r0'\n");
        for (int i = 0; i < 5_000; i++) {
            chain.append("r%d: 'rule:r%d'%n".formatted(i, i + 1));
        }
        assertThat(refusal(chain + "r5000: '@'")).contains("chain of more than 30");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            many.append("\"x:%d\": '@'%n".formatted(i));
        }
        assertThat(refusal(many.toString())).contains("and 19950 more").hasSizeLessThan(20_000);
        Policy long_ = rule("role:x or ".repeat(700) + "role:member");
        assertThat(long_.allows("instance:show", caller("member"), OWN)).isTrue();
    }

    @Test
    void the_page_on_policy_names_every_rule_and_what_it_asks_at_first() throws IOException {
        String page = Files.readString(Path.of("../docs/policy.md"));
        DefaultRules.all().forEach((name, check) -> {
            assertThat(page).contains("`" + name + "`");
            assertThat(page).contains("`\"" + check + "\"`");
        });
    }

    @Test
    void a_file_replaces_single_rules_and_others_stay() throws Exception {
        Policy policy = policy("'instance:create': 'role:creator'");
        assertThat(policy.allows("instance:create", caller("member"), OWN)).isFalse();
        assertThat(policy.allows("instance:create", caller("creator"), OWN)).isTrue();
        assertThat(policy.allows("instance:delete", caller("member"), OWN)).isTrue();
        assertThat(policy("").allows("instance:create", caller("member"), OWN)).isTrue();
    }

    @Test
    void defaults_are_those_of_trove() {
        Policy policy = new Policy();
        Caller member = caller("member");
        Caller admin = caller("admin");
        for (String open : Set.of("datastore:index", "datastore:version_show_by_uuid", "flavor:index", "flavor:show")) {
            assertThat(policy.allows(open, member, OTHER)).as(open).isTrue();
        }
        for (String closed : Set.of(
                "datastore:delete", "instance:reset_status", "cluster:reset-status", "backup:index:all_projects")) {
            assertThat(policy.allows(closed, member, OWN)).as(closed).isFalse();
            assertThat(policy.allows(closed, admin, OTHER)).as(closed).isTrue();
        }
        for (String own : Set.of("instance:force_delete", "limits:index", "module:update", "nobody:knows")) {
            assertThat(policy.allows(own, member, OWN)).as(own).isTrue();
            assertThat(policy.allows(own, member, OTHER)).as(own).isFalse();
            assertThat(policy.allows(own, admin, OTHER)).as(own).isTrue();
        }
    }

    @Test
    void who_is_an_administrator_is_what_context_is_admin_says() throws Exception {
        Policy policy = policy("context_is_admin: 'role:dba'");
        Caller dba = policy.recognised(caller("dba"));
        Caller admin = policy.recognised(caller("admin"));
        assertThat(dba.isAdmin()).isTrue();
        assertThat(admin.isAdmin()).isFalse();
        assertThat(policy.allows("instance:show", dba, OTHER)).isTrue();
        assertThat(policy.allows(Policy.MANAGEMENT, dba, OTHER)).isTrue();
        assertThat(policy.allows(Policy.MANAGEMENT, admin, OTHER)).isFalse();
        assertThat(new Policy().recognised(caller("Admin")).isAdmin()).isTrue();
    }

    @Test
    void nobody_is_an_administrator_because_of_being_one() throws Exception {
        Policy policy = policy("context_is_admin: 'is_admin:True'");
        assertThat(policy.recognised(caller("admin")).isAdmin()).isFalse();
    }

    @Test
    void at_the_door_only_those_are_turned_away_who_could_pass_for_no_owner() throws Exception {
        Policy policy = policy("""
                "instance:show": "'%s':%%(tenant)s and role:member"
                "instance:index": "'%s':%%(tenant)s"
                """.formatted(OTHER, OTHER));
        policy.admit("instance:show", caller("member"));
        policy.require("instance:show", caller("member"), OTHER);
        assertThatThrownBy(() -> policy.admit("instance:show", caller("reader")))
                .hasMessage("Policy doesn't allow instance:show to be performed.");
        assertThatThrownBy(() -> policy.require("instance:show", caller("member"), OWN))
                .hasMessage("Policy doesn't allow instance:show to be performed.");
        assertThatThrownBy(() -> policy.admit("instance:index", caller("member")))
                .hasMessage("Policy doesn't allow instance:index to be performed.");
    }

    @Test
    void a_changed_file_counts_within_two_seconds_and_a_broken_one_changes_nothing() throws Exception {
        Path file = directory.resolve("watched.yaml");
        Instant[] now = {Instant.EPOCH};
        Policy policy = Policy.open(file, () -> now[0]);
        assertThat(policy.allows("instance:show", caller("member"), OWN)).isTrue();

        Files.writeString(file, "'instance:show': '!'");
        now[0] = now[0].plus(Duration.ofSeconds(2));
        assertThat(policy.allows("instance:show", caller("member"), OWN)).isFalse();
        assertThat(policy.trouble()).isEmpty();

        Files.writeString(file, "'instance:show': 'role:member or'\n'instance:index': '!'");
        now[0] = now[0].plus(Duration.ofSeconds(2));
        assertThat(policy.allows("instance:show", caller("member"), OWN)).isFalse();
        assertThat(policy.allows("instance:index", caller("member"), OWN)).isTrue();
        assertThat(policy.trouble().orElseThrow().sentence())
                .contains("watched.yaml")
                .contains("`instance:show`: something is missing at its end")
                .doesNotContain("\n");
        assertThat(policy.trouble().orElseThrow().since()).isEqualTo(now[0]);

        Files.writeString(file, "'instance:show': 'role:member'");
        now[0] = now[0].plus(Duration.ofSeconds(2));
        assertThat(policy.allows("instance:show", caller("member"), OWN)).isTrue();
        assertThat(policy.trouble()).isEmpty();

        Files.writeString(file, "'instance:show': '!'");
        now[0] = now[0].plus(Duration.ofSeconds(2));
        assertThat(policy.allows("instance:show", caller("member"), OWN)).isFalse();
        Files.delete(file);
        now[0] = now[0].plus(Duration.ofSeconds(2));
        assertThat(policy.allows("instance:show", caller("member"), OWN)).isTrue();
    }

    @Test
    void a_file_that_is_a_directory_or_no_text_is_refused() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        assertThatThrownBy(() -> Policy.open(folder, () -> Instant.EPOCH)).hasMessageContaining("cannot be read");
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 0x00});
        assertThatThrownBy(() -> Policy.open(bytes, () -> Instant.EPOCH)).hasMessageContaining("not text in UTF-8");
    }
}
