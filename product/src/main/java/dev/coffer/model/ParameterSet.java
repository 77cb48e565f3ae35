package dev.coffer.model;

import java.util.List;

/**
 * The parameters of an image's servers.
 *
 * @param source name and checksum of the image whose programs said so
 */
public record ParameterSet(String source, List<Parameter> parameters) {
    public ParameterSet {
        parameters = List.copyOf(parameters);
    }

    /** Of an image of that name; another checksum of it is another source. */
    public static String source(String image, String checksum) {
        return image + " " + checksum;
    }

    /** Whether the source is an image of that name. */
    public static boolean isOf(String source, String image) {
        return source.startsWith(image + " ");
    }
}
