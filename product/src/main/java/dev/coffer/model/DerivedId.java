package dev.coffer.model;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids of what is known by a name: the same name has the same id in every installation. */
public final class DerivedId {
    private DerivedId() {}

    public static String of(String name) {
        return UUID.nameUUIDFromBytes(("coffer:" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
