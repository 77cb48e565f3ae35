/**
 * The Coffer of this machine: started, looked at and stopped by the command line. Everything else the command line does through the
 * API; here it has to do with processes and files.
 *
 * <p>Read {@link dev.coffer.cli.installation.Installation} first.
 */
@NullMarked
package dev.coffer.cli.installation;

import org.jspecify.annotations.NullMarked;
