package dev.coffer.api;

/** A part of the recorded Trove's state. One class per topic; {@link WireSeed} has their list. */
interface WireTopic {

    /** Makes the rows and tells the seed what the record calls them. */
    default void plant(WireSeed seed) {}

    /** Before an exchange; for what a record that is left out has made or removed. */
    default void before(WireSeed seed, Exchange exchange) {}

    /** After an exchange; for what the record calls by a name from now on. */
    default void after(WireSeed seed, Exchange exchange, Response answer) {}
}
