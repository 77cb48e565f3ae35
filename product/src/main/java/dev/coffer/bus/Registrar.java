package dev.coffer.bus;

import java.security.PublicKey;
import java.util.Optional;

/** Who may speak for an instance. Asked by the wires. */
public interface Registrar {

    /** Empty when the request proves no right to the identity it asks for. */
    Optional<Enrolment.Answer> enrol(Enrolment.Request request);

    /** Whether a connection that proved to hold this key, with a certificate of this instance, is the instance's agent now. */
    boolean admits(String instanceId, PublicKey key);
}
