/**
 * How the binaries of a datastore version come to be (an unpacked package closure, or an operator's tree), and how a
 * program of an image is run in a sandbox.
 */
@NullMarked
package dev.coffer.image;

import org.jspecify.annotations.NullMarked;
