/**
 * What Coffer knows: instances, datastores, flavors, replica sets, reports, as immutable records.
 * <p>Depends on nothing. Read {@link dev.coffer.model.Instance} first.
 */
@NullMarked
package dev.coffer.model;

import org.jspecify.annotations.NullMarked;
