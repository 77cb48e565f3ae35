/**
 * Who is calling: token or basic credentials to {@link dev.coffer.identity.Caller}; one folder per provider.
 */
@NullMarked
package dev.coffer.identity;

import org.jspecify.annotations.NullMarked;
