/**
 * What several commands show in the same way.
 */
@NullMarked
package dev.coffer.cli.view;

import org.jspecify.annotations.NullMarked;
