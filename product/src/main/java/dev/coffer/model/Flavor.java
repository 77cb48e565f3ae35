package dev.coffer.model;

/** Size of a server. {@code ram} in MiB, {@code disk} and {@code ephemeral} in GiB. */
public record Flavor(String id, String name, int ram, int vcpus, int disk, int ephemeral) {}
