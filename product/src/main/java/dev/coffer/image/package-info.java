/**
 * How the binaries of a datastore version come to be (packages and jars with all they need, what an operator supplies, or both), and
 * how a program of an image is run in a sandbox.
 *
 * <p>Read {@link dev.coffer.image.Images} for the first and {@link dev.coffer.image.Sandbox} for the second; neither needs the
 * other. {@code Spawn} has the reasons of how a server is started and found again.
 */
@NullMarked
package dev.coffer.image;

import org.jspecify.annotations.NullMarked;
