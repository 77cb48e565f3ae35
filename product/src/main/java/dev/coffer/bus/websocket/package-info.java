/**
 * The wire agents open themselves: a WebSocket over TLS, authenticated by client certificates, and the enrolment that gives them
 * these.
 * <p>Read {@link dev.coffer.bus.websocket.WebSocketBus} first, then {@link dev.coffer.bus.websocket.AgentConnection}.
 */
@NullMarked
package dev.coffer.bus.websocket;

import org.jspecify.annotations.NullMarked;
