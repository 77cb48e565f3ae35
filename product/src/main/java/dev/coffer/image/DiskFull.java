package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Recognises that a program failed for want of space. */
final class DiskFull {
    private DiskFull() {}

    static Optional<Fault> in(String said, Path directory) {
        return Stream.of("No space left on device", "enough free space", "Disk quota exceeded")
                .filter(said::contains)
                .findFirst()
                .map(sign -> new Fault(
                        Fault.Kind.UNPROCESSABLE,
                        "The disk of %s is full (%d MiB free). An image takes up to 1 GiB while it is made: make room, then try again."
                                .formatted(directory, directory.toFile().getUsableSpace() >> 20)));
    }
}
