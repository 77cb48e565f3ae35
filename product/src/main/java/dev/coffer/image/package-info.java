/**
 * How the binaries of a datastore version come to be (an unpacked package closure, or an operator's tree), and how a
 * program of an image is run in a sandbox.
 *
 * <p>Read {@link dev.coffer.image.Images} for the first and {@link dev.coffer.image.Sandbox} for the second; neither needs the
 * other. {@code Spawn} has the reasons of how a server is started and found again.
 */
@NullMarked
package dev.coffer.image;

import org.jspecify.annotations.NullMarked;
