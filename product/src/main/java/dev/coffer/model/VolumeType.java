package dev.coffer.model;

/**
 * A kind of volume.
 *
 * @param isPublic whether others than administrators see and order it
 */
public record VolumeType(String id, String name, String description, boolean isPublic) {}
