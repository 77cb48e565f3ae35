/**
 * Identity from a users file: bcrypt for passwords, signed tokens that are void as soon as the user's password or roles change.
 * <p>Read {@link dev.coffer.identity.local.LocalIdentity} first, then {@code Directory} for the file.
 */
@NullMarked
package dev.coffer.identity.local;

import org.jspecify.annotations.NullMarked;
