/**
 * What the control plane may ask of an agent and what it answers: two sealed hierarchies of records.
 */
@NullMarked
package dev.coffer.agent.command;

import org.jspecify.annotations.NullMarked;
