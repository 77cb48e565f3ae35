package dev.coffer.model;

/** What the agent last saw of the engine. {@link #word()} is Trove's {@code operating_status}. */
public enum ServiceStatus {
    NEW("NEW"),
    BUILDING("BUILD"),
    RUNNING("ACTIVE"),
    HEALTHY("HEALTHY"),
    BLOCKED("BLOCKED"),
    RESTARTING("RESTARTING"),
    SHUTDOWN("SHUTDOWN"),
    CRASHED("SHUTDOWN"),
    FAILED("FAILED"),
    PROMOTING("PROMOTE"),
    EJECTING("EJECT"),
    RESTART_REQUIRED("RESTART_REQUIRED"),
    UNKNOWN("ERROR"),
    AGENT_LOST("ERROR"),
    DELETED("DELETED");

    private final String word;

    ServiceStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether the engine answers queries. */
    public boolean isServing() {
        return this == RUNNING || this == HEALTHY || this == RESTART_REQUIRED;
    }
}
