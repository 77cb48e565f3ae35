package dev.coffer.api;

/** The figures of this installation as text for a monitoring system. */
public interface Exposition {

    String contentType();

    /** Reads all that must be read now, so that writing it cannot fail half-way. */
    Response.Stream read();
}
