/** Objects in a directory of the control plane's host: the embedded default. */
@NullMarked
package dev.coffer.backup.filesystem;

import org.jspecify.annotations.NullMarked;
