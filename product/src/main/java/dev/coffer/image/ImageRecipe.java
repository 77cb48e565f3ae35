package dev.coffer.image;

import java.util.List;

/**
 * How an image is made: an apt closure of one Debian suite, unpacked without maintainer scripts.
 *
 * @param name of the image, e.g. {@code mariadb-11.8}
 * @param suite Debian suite, e.g. {@code trixie}
 * @param packages to be unpacked with all they depend on
 * @param program path inside the image that must exist afterwards, e.g. {@code usr/sbin/mariadbd}
 */
public record ImageRecipe(String name, String suite, List<String> packages, String program) {
    public ImageRecipe {
        packages = List.copyOf(packages);
    }
}
