package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.Action;
import dev.coffer.operations.GrowVolume;
import dev.coffer.operations.ResizeFlavor;
import dev.coffer.policy.Quotas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances have flavor 1 and volumes of 10 GiB; volumes may have 50. */
class ResizesTest {
    @TempDir
    Path directory;

    private Stage stage;
    private Instance instance;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        instance = stage.primary("db");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response resize(Instance subject, String wanted) {
        String body = "{'resize':%s}".formatted(wanted).replace('\'', '"');
        return stage.member("POST", "/instances/" + subject.id() + "/action", body);
    }

    private Response accepted(Instance subject, String wanted) {
        Response response = resize(subject, wanted);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers()).containsKey("Coffer-Operation");
        return response;
    }

    private void refused(int status, String wanted, String... words) {
        Response response = resize(instance, wanted);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(status);
        assertThat(Stage.message(response)).contains(words);
        assertThat(stage.operations.filed).isEmpty();
        assertThat(stage.stored(instance).task()).isEqualTo(Task.NONE);
    }

    private Action filed() {
        return stage.operations.filed.getLast();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'2'", "2", "'http://h/v1.0/p/flavors/2'"})
    void another_flavor_is_taken_as_text_number_and_url(String flavor) {
        accepted(instance, "{'flavorRef':%s}".formatted(flavor));
        assertThat(filed()).isEqualTo(new ResizeFlavor(instance.id(), "2"));
        assertThat(stage.stored(instance).task()).isEqualTo(Task.RESIZING);
        assertThat(stage.stored(instance).flavorId()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'size':20}", "{'size':'20'}", "20"})
    void a_larger_volume_is_taken_as_object_and_as_the_number_of_openstacksdk(String volume) {
        accepted(instance, "{'volume':%s}".formatted(volume));
        assertThat(filed()).isEqualTo(new GrowVolume(instance.id(), 20));
        assertThat(stage.stored(instance).volumeSize()).isEqualTo(10);
    }

    @Test
    void the_whole_set_grows_with_its_primary() {
        Instance replica = stage.replica("r", instance);
        Instance broken = stage.replica("never", instance);
        stage.change(broken, Task.REPLICA_ERROR);

        accepted(instance, "{'volume':{'size':20}}");

        assertThat(stage.operations.held.getLast())
                .containsExactlyInAnyOrder(instance.id(), replica.id(), broken.id())
                .startsWith(instance.id());
        assertThat(stage.stored(replica).task()).isEqualTo(Task.RESIZING);
        assertThat(stage.stored(broken).task()).isEqualTo(Task.REPLICA_ERROR);
    }

    @Test
    void a_replica_grows_alone() {
        Instance replica = stage.replica("r", instance);
        accepted(replica, "{'volume':{'size':20}}");
        assertThat(stage.operations.held.getLast()).containsExactly(replica.id());
        assertThat(stage.stored(instance).task()).isEqualTo(Task.NONE);
    }

    @Test
    void a_set_with_a_busy_member_is_not_resized() {
        stage.change(stage.replica("r", instance), Task.DETACHING);
        refused(422, "{'volume':{'size':20}}", "task status was DETACHING");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {} | 400 | either a flavorRef or a volume
            {"flavorRef":"2","volume":{"size":20}} | 400 | one at a time
            {"flavorRef":"1"} | 400 | The new flavor id must be different than the current flavor id of `1`.
            {"flavorRef":"99"} | 400 | Resource 99 cannot be found.
            {"flavorRef":{}} | 400 | Validation error: resize[`flavorRef`]
            {"volume":{"size":10}} | 400 | must be larger than the current volume size of `10`
            {"volume":{"size":5}} | 400 | must be larger than the current volume size of `10`
            {"volume":{"size":"big"}} | 400 | `big` does not match
            {"volume":{}} | 400 | `size` is a required property
            {"volume":null} | 400 | resize[`volume`]
            {"volume":-3} | 400 | less than the minimum
            {"volume":{"size":51}} | 413 | cannot exceed maximum of 50 GB, 51 cannot be accepted
            {"volume":99999999999999999999} | 400 | greater than the maximum
            {"volume":"99999999999999999999"} | 413 | cannot exceed maximum
            {"memory":1} | 400 | `memory` was unexpected
            null | 400 | is not of type `object`
            """)
    void what_cannot_be_is_refused_and_changes_nothing(String wanted, int status, String words) {
        refused(status, wanted, words.replace('`', '\''));
    }

    @Test
    void an_instance_that_is_busy_or_silent_is_not_resized() {
        stage.change(instance, Task.REBOOTING);
        for (String wanted : List.of("{'flavorRef':'2'}", "{'volume':20}")) {
            assertThat(resize(instance, wanted).status()).isEqualTo(422);
        }
        stage.change(instance, Task.NONE);
        stage.report(instance, ServiceStatus.UNKNOWN);
        refused(422, "{'flavorRef':'2'}", "not currently available");
    }

    @Test
    void growth_counts_against_the_quota_with_all_members() throws IOException {
        stage.close();
        Settings tight = Stage.settings(new Quotas.Limits(100, -1, 39, -1), Stage.rates(-1));
        Path other = Files.createDirectory(directory.resolve("tight"));
        stage = new Stage(other, Stage.IDENTITY, tight);
        instance = stage.primary("db");
        stage.replica("r", instance);

        refused(413, "{'volume':{'size':20}}", "Quota exceeded for resources: ['volumes']");
        accepted(instance, "{'volume':{'size':19}}");
    }

    @Test
    void instances_of_others_are_not_found() {
        String path = "/v1.0/" + Stage.STRANGERS + "/instances/" + instance.id() + "/action";
        String body = "{\"resize\":{\"flavorRef\":\"2\"}}";
        assertThat(stage.call("member:" + Stage.STRANGERS, "POST", path, body).status())
                .isEqualTo(404);
    }
}
