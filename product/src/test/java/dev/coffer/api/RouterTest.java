package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.fault.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final Router<String> router = new Router<String>()
            .on("GET", "/things", "list")
            .on("GET", "/things/special", "special")
            .on("GET", "/things/{id}", "show")
            .on("DELETE", "/things/{id}/parts/{part}", "remove");

    @Test
    void takes_literal_segments_before_parameters() {
        assertThat(router.find("GET", "/things/special"))
                .get()
                .extracting(Router.Match::handler)
                .isEqualTo("special");
        assertThat(router.find("GET", "/things/other"))
                .get()
                .extracting(Router.Match::handler)
                .isEqualTo("show");
    }

    @Test
    void knows_a_path_only_with_its_method() {
        assertThat(router.find("POST", "/things")).isEmpty();
        assertThat(router.find("GET", "/things/")).isEmpty();
        assertThat(router.find("GET", "/things/1/parts/2")).isEmpty();
    }

    @Test
    void what_is_left_of_a_path_may_be_one_name() {
        Router<String> objects = new Router<String>().on("GET", "/store/{container}/{object+}", "object");

        assertThat(objects.find("GET", "/store/c/a/b%2Fc/d%20e").orElseThrow().parameters())
                .isEqualTo(Map.of("container", "c", "object+", "a/b/c/d e"));
        assertThat(objects.find("GET", "/store/c/a").orElseThrow().parameters()).containsEntry("object+", "a");
        assertThat(objects.find("GET", "/store/c")).isEmpty();
        assertThat(objects.find("GET", "/store/c/")).isEmpty();
        assertThat(objects.find("GET", "/other/c/a/b")).isEmpty();
    }

    @Test
    void decodes_names_after_splitting_the_path() {
        Map<String, String> parameters = router.find("DELETE", "/things/a.b%2ejson/parts/x%2Fy%40%25+%C3%A4")
                .orElseThrow()
                .parameters();
        assertThat(parameters).isEqualTo(Map.of("id", "a.b.json", "part", "x/y@%+ä"));
    }

    @Test
    void refuses_what_is_not_percent_encoded_utf_8() {
        for (String path : new String[] {"/things/%", "/things/%4", "/things/%zz", "/things/%C3%28"}) {
            assertThatThrownBy(() -> router.find("GET", path))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BAD_REQUEST));
        }
    }

    @Test
    void encodes_so_that_decoding_gives_it_back() {
        String text = "a.b@10.0.0.% /ä?&=#";
        assertThat(PercentCoding.encode("a.b@10.0.0.%")).isEqualTo("a.b%4010.0.0.%25");
        assertThat(PercentCoding.decode(PercentCoding.encode(text))).isEqualTo(text);
    }
}
