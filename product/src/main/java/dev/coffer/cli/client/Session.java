package dev.coffer.cli.client;

import java.util.Map;

/** A right to speak to an API. */
public interface Session {

    /** Where the API is, version and project included: {@code http://host:8779/v1.0/PROJECT}. No slash at the end. */
    String endpoint();

    /** Headers that prove who is asking. */
    Map<String, String> headers();

    /** Called when the server no longer accepts the headers; true when there are new ones worth another try. */
    boolean renew();
}
