package dev.coffer.engine;

import java.io.IOException;

/**
 * The way of a server's data from one version of the engine to a newer one, in three parts: {@link #prepare()} by the old version, other
 * binaries (somebody else's work), {@link #complete()} by the new one. From a version to itself it is a restart.
 */
public interface Upgrades {

    /**
     * The version that used the data last, as {@link Node#version()} names it. While it is the old one the old one may start again;
     * afterwards there is no way back, and {@link Server#start()} of another version refuses the data.
     */
    String dataVersion();

    /**
     * Stops the server in such an order that a newer version can take its data over. One that was killed is started first, closed for
     * writing, since only the version that left data behind may recover them.
     */
    void prepare() throws IOException, InterruptedException;

    /**
     * Starts the server and brings what the engine keeps for itself up to date; returns when it answers queries as what it is meant to
     * be. Until then nobody but the agent can write. What can be found wrong without touching the data is found first.
     */
    void complete() throws IOException, InterruptedException;
}
