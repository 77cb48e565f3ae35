package dev.coffer.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an image is made: packages of Debian suites, unpacked without maintainer scripts, then jars, then what an operator supplies.
 *
 * <pre>{@code
 * ImageRecipe.of("postgresql-18", "usr/lib/postgresql/18/bin/postgres")
 *         .withPackages("forky", "postgresql-18")
 *         .withPackages("bookworm", "postgresql-15")
 * }</pre>
 *
 * A recipe of nothing stands for a root tree that an operator supplies whole. Any recipe's image can be supplied so.
 *
 * @param name of the image, e.g. {@code mariadb-11.8}
 * @param program path inside the image that must exist afterwards, e.g. {@code usr/sbin/mariadbd}
 * @param suites in the order of preference
 * @param supplied directory of the image that an operator's files go to; nothing but {@code program} is known of them
 */
public record ImageRecipe(
        String name, String program, List<Suite> suites, Optional<Jars> jars, Optional<String> supplied) {

    /**
     * Packages of a suite, with all they depend on. What they depend on comes from the first suite of the recipe that has it, so that
     * one set of shared libraries serves all.
     *
     * @param name codename of a Debian suite, e.g. {@code trixie}
     */
    public record Suite(String name, List<String> packages) {
        public Suite {
            packages = List.copyOf(packages);
        }
    }

    /**
     * Java archives with all they need at run time, side by side in one directory.
     *
     * @param directory e.g. {@code usr/share/cassandra/lib}
     * @param coordinates {@code group:artifact:version}
     */
    public record Jars(String directory, List<String> coordinates) {
        private static final Pattern COORDINATES = Pattern.compile("[\\w.-]+:[\\w.-]+:[\\w.-]+");

        public Jars {
            coordinates = List.copyOf(coordinates);
            requireInside(directory);
            coordinates.forEach(
                    each -> require(COORDINATES.matcher(each).matches(), each + " is no group:artifact:version"));
        }
    }

    public ImageRecipe {
        suites = copy(suites);
        requireInside(program);
        List<String> packages =
                suites.stream().flatMap(suite -> suite.packages().stream()).toList();
        require(packages.size() == packages.stream().distinct().count(), "a package is named twice in " + packages);
        supplied.ifPresent(directory -> {
            requireInside(directory);
            require(Path.of(program).startsWith(directory), program + " is not below " + directory);
        });
    }

    /** A recipe of nothing. */
    public static ImageRecipe of(String name, String program) {
        return new ImageRecipe(name, program, List.of(), Optional.empty(), Optional.empty());
    }

    /** Also these packages; the suite named first is preferred. */
    public ImageRecipe withPackages(String suite, List<String> packages) {
        List<Suite> all = new ArrayList<>(suites);
        all.add(new Suite(suite, packages));
        return new ImageRecipe(name, program, all, jars, supplied);
    }

    public ImageRecipe withPackages(String suite, String... packages) {
        return withPackages(suite, List.of(packages));
    }

    public ImageRecipe withJars(String directory, String... coordinates) {
        return new ImageRecipe(name, program, suites, Optional.of(new Jars(directory, List.of(coordinates))), supplied);
    }

    /** For programs that only an operator can get; the rest of the recipe is what they need beside them. */
    public ImageRecipe withSupplied(String directory) {
        return new ImageRecipe(name, program, suites, jars, Optional.of(directory));
    }

    /** Whether nothing of it must be supplied. */
    boolean isFetchable() {
        return supplied.isEmpty() && !(suites.isEmpty() && jars.isEmpty());
    }

    /** The program's place in what an operator supplies. */
    Optional<String> suppliedProgram() {
        return supplied.map(
                directory -> Path.of(directory).relativize(Path.of(program)).toString());
    }

    /** Recipes in the manifests of older images had one suite, in another form: they equal no recipe of today. */
    private static List<Suite> copy(@Nullable List<Suite> suites) {
        return suites == null ? List.of() : List.copyOf(suites);
    }

    private static void requireInside(String path) {
        Path inside = Path.of(path);
        boolean climbs = !inside.normalize().equals(inside) || inside.startsWith("..");
        require(!path.isEmpty() && !inside.isAbsolute() && !climbs, path + " is no place below the image's root");
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
