package dev.coffer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may connect: as the tenant wrote it, absent parts stay absent. */
public record Access(@Nullable Boolean isPublic, List<String> allowedCidrs) {
    public static final Access UNSTATED = new Access(null, List.of());

    public Access {
        allowedCidrs = List.copyOf(allowedCidrs);
    }

    public boolean opensPublicAddress() {
        return Boolean.TRUE.equals(isPublic);
    }

    /** From where one may connect; from everywhere when the tenant named nothing. */
    public List<Network> networks() {
        return allowedCidrs.isEmpty()
                ? List.of(Network.ALL)
                : Network.merged(allowedCidrs.stream()
                        .flatMap(cidr -> Network.of(cidr).stream())
                        .toList());
    }

    public boolean isRestricted() {
        return !networks().equals(List.of(Network.ALL));
    }
}
