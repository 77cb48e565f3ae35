/**
 * Who is asking: credentials as OpenStack's clients take them, from flags, {@code OS_*} variables and {@code clouds.yaml}.
 *
 * <p>Read {@link dev.coffer.cli.credentials.Settings} (where a value comes from) and {@link dev.coffer.cli.credentials.Login}
 * (what is done with it) first.
 */
@NullMarked
package dev.coffer.cli.credentials;

import org.jspecify.annotations.NullMarked;
