/**
 * The control plane's own certificate authority: identities of agents and engines. BouncyCastle stays here.
 */
@NullMarked
package dev.coffer.trust;

import org.jspecify.annotations.NullMarked;
