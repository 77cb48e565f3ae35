/**
 * The guest agent: one process beside one engine. Receives commands, keeps a journal, supervises the engine, reports.
 * <p>Never sees api, store, durable or operations. Read {@link dev.coffer.agent.Agent} first.
 */
@NullMarked
package dev.coffer.agent;

import org.jspecify.annotations.NullMarked;
