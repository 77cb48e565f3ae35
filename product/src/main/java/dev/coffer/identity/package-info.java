/**
 * Who is calling: token or basic credentials to {@link dev.coffer.identity.Caller}; one folder per provider.
 * <p>Read {@link dev.coffer.identity.Identity} first; {@link dev.coffer.identity.Tokens} is what Keystone's API needs of it.
 */
@NullMarked
package dev.coffer.identity;

import org.jspecify.annotations.NullMarked;
