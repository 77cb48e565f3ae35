package dev.coffer.model;

/**
 * Where backups go.
 *
 * @param instanceId empty when it counts for the whole project
 * @param container name of a container of the backup storage
 */
public record BackupStrategy(String projectId, String instanceId, String container) {}
