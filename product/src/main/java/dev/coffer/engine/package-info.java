/**
 * What a database engine must be able to do, and the list of engines. One folder per engine family.
 * <p>The control plane uses the descriptor {@link dev.coffer.engine.Engine}; the agent opens it into a
 * {@link dev.coffer.engine.Server}, whose capabilities are separate interfaces.
 */
@NullMarked
package dev.coffer.engine;

import org.jspecify.annotations.NullMarked;
