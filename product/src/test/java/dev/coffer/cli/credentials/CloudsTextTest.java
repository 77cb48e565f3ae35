package dev.coffer.cli.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudsTextTest {
    private static final CloudsEntry ENTRY =
            new CloudsEntry("coffer", "http://127.0.0.1:8779/v3", "admin", "p\"w: #1", "admin", "RegionOne");
    private static final String BLOCK = """
              coffer:
                auth:
                  auth_url: "http://127.0.0.1:8779/v3"
                  username: "admin"
                  password: "p\\"w: #1"
                  project_name: "admin"
                  user_domain_id: "default"
                  project_domain_id: "default"
                region_name: "RegionOne"
                identity_api_version: "3"
            """;

    private static String with(String text) {
        return CloudsText.with(text, ENTRY).orElseThrow(() -> new AssertionError("given up"));
    }

    @Test
    void a_file_that_is_not_there_is_made() {
        assertThat(with("")).isEqualTo("clouds:\n" + BLOCK);
    }

    @Test
    void comments_stay_where_they_are() {
        String text = """
                # my clouds
                clouds:
                  # work
                  work:   # do not touch
                    auth: {auth_url: "https://work/v3", password: 'it''s'}
                    region_name:   North

                # the end
                """;

        assertThat(with(text)).isEqualTo("""
                # my clouds
                clouds:
                  # work
                  work:   # do not touch
                    auth: {auth_url: "https://work/v3", password: 'it''s'}
                    region_name:   North
                """ + BLOCK + "\n# the end\n");
    }

    @Test
    void an_entry_in_the_middle_is_replaced_and_its_neighbours_stay() {
        String text = """
                clouds:
                  a:
                    auth:
                      password: "1"
                  coffer:
                    auth:
                      password: old # last week's
                    region_name: x

                  # about b
                  b:
                    auth:
                      password: "2"
                cache:
                  class: none
                """;

        assertThat(with(text)).isEqualTo("""
                clouds:
                  a:
                    auth:
                      password: "1"
                """ + BLOCK + """

                  # about b
                  b:
                    auth:
                      password: "2"
                cache:
                  class: none
                """);
    }

    @Test
    void a_second_time_changes_nothing() {
        String once = with("clouds:\n  work:\n    auth: {}\n");

        assertThat(with(once)).isEqualTo(once);
    }

    @Test
    void the_indentation_of_the_neighbours_is_kept() {
        assertThat(with("clouds:\n    work:\n        region_name: x\n"))
                .startsWith("clouds:\n    work:\n        region_name: x\n    coffer:\n      auth:\n");
    }

    @Test
    void windows_line_ends_are_kept() {
        String after = with("clouds:\r\n  work:\r\n    region_name: x\r\n");

        assertThat(after.replace("\r\n", "")).doesNotContain("\n", "\r");
    }

    @Test
    void aliases_and_anchors_of_others_stay() {
        String text = """
                defaults: &defaults
                  region_name: North
                clouds:
                  work:
                    <<: *defaults
                    auth: &auth
                      username: me
                  more:
                    auth: *auth
                """;

        assertThat(with(text)).isEqualTo(text + BLOCK);
    }

    @Test
    void an_entry_that_others_refer_to_is_left_alone() {
        assertThat(CloudsText.with("""
                clouds:
                  coffer: &mine
                    region_name: x
                  other: *mine
                """, ENTRY)).isEmpty();
    }

    static List<String> files() {
        return List.of(
                "# only a comment\n",
                "clouds:\n",
                "clouds: # none yet\n",
                "clouds: {}\n",
                "clouds: {work: {region_name: x}}\n",
                "clouds: {coffer: {region_name: x}, work: {region_name: y}}",
                "{\"clouds\": {\"work\": {\"auth\": {\"password\": \"x\"}}}}",
                "{\"clouds\": {}}",
                "{}",
                "---\nclouds:\n  work:\n    region_name: x",
                "clouds:\n  work:\n    note: |\n      two\n      lines\n",
                "clouds:\n  coffer:\n    note: |\n      two\n      lines\n  z: {region_name: y}\n",
                "clouds:\n  coffer:\n  z: {region_name: y}\n",
                "clouds:\n  coffer: null\n",
                "clouds:\n  'coffer':\n    region_name: y\n",
                "clouds:\n  work:\n    regions:\n    - a\n    - b\n",
                "clouds:\n  wörk:\n    region_name: \"\uD83D\uDE00\"\n  coffer: {region_name: y}\nother: \uD83D\uDE00\n",
                "client:\n  force_ipv4: true",
                "clouds:\n  z: {region_name: y}\ncache:\n  class: none\n");
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatever_is_there_stays_and_the_entry_is_added(String before) {
        Map<String, Object> was = CloudsFile.parse(before);
        Map<String, Object> is = CloudsFile.parse(with(before));

        assertThat(CloudsFile.map(is.get("clouds"))).containsEntry("coffer", ENTRY.content());
        assertThat(CloudsFile.map(is.get("clouds")).keySet())
                .containsAll(CloudsFile.map(was.get("clouds")).keySet());
        CloudsFile.map(was.get("clouds")).forEach((name, entry) -> {
            if (!name.equals("coffer")) {
                assertThat(CloudsFile.map(is.get("clouds"))).containsEntry(name, entry);
            }
        });
        was.forEach((key, value) -> {
            if (!key.equals("clouds")) {
                assertThat(is).containsEntry(key, value);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"clouds: [1, 2]\n", "clouds:\n  a: 1\n b: 2\n", "a: 1\n---\nb: 2\n", "- a\n- b\n", "\tx"})
    void what_cannot_be_understood_is_left_alone(String text) {
        assertThat(CloudsText.with(text, ENTRY)).isEmpty();
    }
}
