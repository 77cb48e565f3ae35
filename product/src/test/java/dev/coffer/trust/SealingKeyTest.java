package dev.coffer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts under seal. */
class SealingKeyTest {
    @TempDir
    Path directory;

    @Test
    void what_is_sealed_is_opened_by_the_same_key_also_later() throws IOException {
        Path file = directory.resolve("seal-key");
        String sealed = SealingKey.open(file).seal("licence=ä");
        assertThat(sealed).doesNotContain("licence");
        assertThat(SealingKey.open(file).open(sealed)).isEqualTo("licence=ä");
        assertThat(SealingKey.open(file).seal("licence=ä")).isNotEqualTo(sealed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void another_key_opens_nothing_and_says_what_to_do() throws IOException {
        String sealed = SealingKey.open(directory.resolve("one")).seal("secret");
        SealingKey other = SealingKey.open(directory.resolve("other"));
        assertThatThrownBy(() -> other.open(sealed)).isInstanceOf(Fault.class).hasMessageContaining("seal-key");
        assertThatThrownBy(() -> other.open("short")).isInstanceOf(Fault.class);
        assertThatThrownBy(() -> other.open("no base64!")).isInstanceOf(Fault.class);
    }

    @Test
    void a_damaged_key_is_not_used() throws IOException {
        Path file = Files.writeString(directory.resolve("seal-key"), "short");
        assertThatThrownBy(() -> SealingKey.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }
}
