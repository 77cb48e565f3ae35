package dev.coffer.agent;

/** What a type of module does on an instance. */
interface ModuleDriver {

    /** @param ok whether it was taken */
    record Outcome(boolean ok, String message) {}

    /** Again is the same as once; applied anew, the last contents count. */
    Outcome apply(byte[] contents);

    /** Undoes what {@link #apply} did. */
    void remove();
}
