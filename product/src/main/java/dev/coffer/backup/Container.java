package dev.coffer.backup;

/**
 * A container of a project's objects, as Swift has them.
 *
 * @param project id of the project that owns it, and alone may read it
 */
public record Container(String project, String name) {

    public ObjectName object(String object) {
        return new ObjectName(this, object);
    }
}
