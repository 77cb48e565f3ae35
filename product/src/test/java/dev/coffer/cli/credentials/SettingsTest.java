package dev.coffer.cli.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.client.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path root;

    private Path home;
    private Path here;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void directories() throws IOException {
        home = root.resolve("home");
        Files.createDirectories(home.resolve(".config/openstack"));
        here = Files.createDirectory(root.resolve("here"));
        variables.put("HOME", home.toString());
    }

    private Environment environment() {
        return new Environment(variables, here);
    }

    private Settings find(String... flags) {
        return Settings.find(Flags.parse(List.of(flags)), environment());
    }

    private void userFile(String text) throws IOException {
        Files.writeString(home.resolve(".config/openstack/clouds.yaml"), text);
    }

    @Test
    void without_any_source_it_says_what_to_do() {
        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.reason().exitCode()).isEqualTo(4))
                .hasMessageContaining("which cloud");
    }

    @Test
    void the_entry_coffer_is_used_when_nothing_is_said() throws IOException {
        userFile("clouds: {a: {region_name: A}, coffer: {region_name: C}}");

        assertThat(find().text("region_name")).contains("C");
    }

    @Test
    void an_only_entry_is_used_when_nothing_is_said() throws IOException {
        userFile("clouds: {a: {region_name: A}}");

        assertThat(find().text("region_name")).contains("A");
    }

    @Test
    void the_current_directory_comes_first() throws IOException {
        userFile("clouds: {coffer: {region_name: far}}");
        Files.writeString(here.resolve("clouds.yaml"), "clouds: {coffer: {region_name: near}}");

        assertThat(find().text("region_name")).contains("near");
    }

    @Test
    void a_named_file_comes_before_all() throws IOException {
        Files.writeString(here.resolve("clouds.yaml"), "clouds: {coffer: {region_name: near}}");
        Path named = Files.writeString(root.resolve("other"), "clouds: {coffer: {region_name: named}}");
        variables.put("OS_CLIENT_CONFIG_FILE", named.toString());

        assertThat(find().text("region_name")).contains("named");
    }

    @Test
    void secrets_come_from_their_own_file() throws IOException {
        userFile("clouds: {coffer: {auth: {username: u, password: open}}}");
        Files.writeString(
                home.resolve(".config/openstack/secure.yaml"), "clouds: {coffer: {auth: {password: hidden}}}");

        assertThat(find().text("password")).contains("hidden");
        assertThat(find().text("username")).contains("u");
    }

    @Test
    void a_password_of_digits_stays_as_it_was_written() throws IOException {
        userFile("clouds: {coffer: {auth: {password: 0123, project_name: 1e3}}}");

        assertThat(find().text("password")).contains("0123");
        assertThat(find().text("project_name")).contains("1e3");
    }

    @Test
    void merge_keys_are_understood() throws IOException {
        userFile("base: &base {region_name: B, interface: internal}\nclouds: {coffer: {<<: *base, region_name: C}}");

        assertThat(find().text("interface")).contains("internal");
        assertThat(find().text("region_name")).contains("C");
    }

    @Test
    void a_named_cloud_is_completed_but_not_changed_by_other_variables() throws IOException {
        userFile("clouds: {work: {auth: {username: u}}}");
        variables.put("OS_CLOUD", "work");
        variables.put("OS_USERNAME", "somebody else");
        variables.put("OS_PASSWORD", "from variable");

        assertThat(find().text("username")).contains("u");
        assertThat(find().text("password")).contains("from variable");
        assertThat(find("--os-username", "flag").text("username")).contains("flag");
    }

    @Test
    void flags_come_before_variables_and_may_stand_anywhere() {
        variables.put("OS_AUTH_URL", "http://a/v3");
        variables.put("OS_PROJECT_NAME", "p");
        Flags flags =
                Flags.parse(List.of("instance", "--os-project-name=q", "list", "--os-username", "me", "-f", "json"));

        Settings settings = Settings.find(flags, environment());

        assertThat(flags.rest()).containsExactly("instance", "list", "-f", "json");
        assertThat(settings.text("project_name")).contains("q");
        assertThat(settings.text("auth_url")).contains("http://a/v3");
    }

    @Test
    void an_unknown_cloud_is_named_with_those_there_are() throws IOException {
        userFile("clouds: {work: {}, home: {}}");

        assertThatThrownBy(() -> find("--os-cloud", "wrok"))
                .hasMessageContaining("no cloud \"wrok\"")
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.advice()).contains("work, home"));
    }

    @Test
    void broken_yaml_is_told_by_its_place_and_not_quoted() throws IOException {
        userFile("clouds:\n  a: {password: 'secret\n");

        assertThatThrownBy(this::find).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.sentence()).contains("not proper YAML").doesNotContain("secret");
            assertThat(failure.advice()).contains("line").doesNotContain("secret");
        });
    }

    @Test
    void a_flag_that_does_not_exist_is_a_usage_error() {
        assertThatThrownBy(() -> Flags.parse(List.of("--os-clout", "x"))).hasMessageContaining("no flag --os-clout");
        assertThatThrownBy(() -> Flags.parse(List.of("--os-cloud"))).hasMessageContaining("needs a value");
        assertThat(Flags.parse(List.of("--", "--os-clout")).rest()).containsExactly("--", "--os-clout");
    }

    @Test
    void putting_an_entry_makes_the_file_private_and_does_it_once() throws IOException {
        userFile("clouds:\n  work: {region_name: x}\n");
        Path file = home.resolve(".config/openstack/clouds.yaml");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        CloudsEntry entry = new CloudsEntry("coffer", "http://h/v3", "admin", "pw", "admin", "R");
        UserClouds clouds = new UserClouds(environment());

        assertThat(clouds.put(entry).changed()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(clouds.put(entry).changed()).isFalse();
        assertThat(find().text("password")).contains("pw");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void an_entry_that_another_file_hides_is_told() throws IOException {
        Files.writeString(here.resolve("clouds.yaml"), "clouds: {work: {}}");
        CloudsEntry entry = new CloudsEntry("coffer", "http://h/v3", "admin", "pw", "admin", "R");

        assertThat(new UserClouds(environment()).put(entry).hiddenBy()).contains(here.resolve("clouds.yaml"));
    }

    @Test
    void a_file_that_cannot_be_changed_safely_is_left_alone() throws IOException {
        String text = "clouds:\n  coffer: &a {region_name: x}\n  b: *a\n";
        userFile(text);
        CloudsEntry entry = new CloudsEntry("coffer", "http://h/v3", "admin", "hidden", "admin", "R");

        assertThatThrownBy(() -> new UserClouds(environment()).put(entry))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.advice())
                                .contains("PASSWORD")
                                .doesNotContain("hidden"));
        assertThat(home.resolve(".config/openstack/clouds.yaml")).hasContent(text);
    }

    @Test
    void a_link_is_followed_and_not_replaced() throws IOException {
        Path real = Files.writeString(root.resolve("real.yaml"), "clouds:\n");
        Files.createSymbolicLink(home.resolve(".config/openstack/clouds.yaml"), real);
        CloudsEntry entry = new CloudsEntry("coffer", "http://h/v3", "admin", "pw", "admin", "R");

        new UserClouds(environment()).put(entry);

        assertThat(home.resolve(".config/openstack/clouds.yaml")).isSymbolicLink();
        assertThat(real).content().contains("coffer:");
    }
}
