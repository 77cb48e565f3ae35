package dev.coffer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may connect: as the tenant wrote it, absent parts stay absent. */
public record Access(@Nullable Boolean isPublic, List<String> allowedCidrs) {
    public static final Access UNSTATED = new Access(null, List.of());

    public Access {
        allowedCidrs = List.copyOf(allowedCidrs);
    }
}
