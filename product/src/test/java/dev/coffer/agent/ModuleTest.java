package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.model.ModuleType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules in the hands of an agent, over real sockets. */
class ModuleTest {
    private static final String ID = "5d000000-0000-4000-8000-000000000001";

    @TempDir
    Path directory;

    private ControlPlaneSide side;

    @BeforeEach
    void open() throws Exception {
        side = new ControlPlaneSide(directory);
    }

    @AfterEach
    void close() {
        side.close();
    }

    private static Command apply(String md5, String text) {
        String contents = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return new Command.ApplyModule(ID, "hello", ModuleType.PING, md5, contents);
    }

    private List<Result.Module> modules(Guest guest, boolean withContents) {
        Result answer =
                side.agents().ask(guest.id, new Command.ListModules(withContents), java.time.Duration.ofSeconds(20));
        return ((Result.Modules) answer).modules();
    }

    @Test
    void a_ping_module_is_answered_with_its_message() throws Exception {
        Guest guest = side.running();
        assertThat(side.call(guest, "op/apply", apply("m1", "# greeting\nMessage = Good day \n")))
                .isEqualTo(new Result.Applied("m1", true, "Good day"));
        Result.Module module = modules(guest, false).getFirst();
        assertThat(module.id()).isEqualTo(ID);
        assertThat(module.md5()).isEqualTo("m1");
        assertThat(module.contents()).isNull();
        assertThat(modules(guest, true).getFirst().contents()).isNotNull();
    }

    @Test
    void what_a_driver_refuses_is_noted_and_told() throws Exception {
        Guest guest = side.running();
        assertThat(side.call(guest, "op/apply", apply("m1", "nothing")))
                .isEqualTo(new Result.Applied("m1", false, "Message not found in contents file"));
        assertThat(modules(guest, false)).extracting(Result.Module::ok).containsExactly(false);
    }

    @Test
    void contents_that_are_no_base64_count_as_they_are() throws Exception {
        Guest guest = side.running();
        Command plain = new Command.ApplyModule(ID, "hello", ModuleType.PING, "m1", "message=hi");
        assertThat(side.call(guest, "op/apply", plain)).isEqualTo(new Result.Applied("m1", true, "hi"));
    }

    @Test
    void a_module_applied_again_keeps_its_age_and_survives_the_agent() throws Exception {
        Guest guest = side.running();
        side.call(guest, "op/first", apply("m1", "message=1"));
        Result.Module first = modules(guest, false).getFirst();
        guest.die();
        guest.start();
        side.awaitConnected(guest);
        assertThat(modules(guest, false)).containsExactly(first);
        side.call(guest, "op/second", apply("m2", "message=2"));
        Result.Module second = modules(guest, false).getFirst();
        assertThat(second.created()).isEqualTo(first.created());
        assertThat(second.message()).isEqualTo("2");
    }

    @Test
    void a_removed_module_is_gone_and_removing_it_again_does_no_harm() throws Exception {
        Guest guest = side.running();
        side.call(guest, "op/apply", apply("m1", "message=1"));
        assertThat(side.call(guest, "op/remove", new Command.RemoveModule(ID))).isEqualTo(new Result.Done());
        assertThat(modules(guest, false)).isEmpty();
        assertThat(side.call(guest, "op/again", new Command.RemoveModule(ID))).isEqualTo(new Result.Done());
    }

    @Test
    void contents_are_in_a_file_only_the_agent_can_read() throws Exception {
        Guest guest = side.running();
        side.call(guest, "op/apply", apply("m1", "message=1"));
        Path file = guest.files.modules().resolve(ID + ".json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void an_id_that_is_none_leaves_the_directory_alone() throws Exception {
        Guest guest = side.running();
        Result answer = side.call(guest, "op/remove", new Command.RemoveModule("../state"));
        assertThat(answer).isInstanceOf(Result.Failed.class);
        assertThat(guest.files.state()).exists();
    }
}
