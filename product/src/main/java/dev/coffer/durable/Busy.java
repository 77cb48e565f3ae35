package dev.coffer.durable;

/** Another operation holds the resource. */
public final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Busy(String resource, String kind) {
        super("%s is busy with %s.".formatted(resource, kind));
    }
}
