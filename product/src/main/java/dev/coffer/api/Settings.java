package dev.coffer.api;

import java.time.Duration;

/**
 * What the API needs of the configuration.
 *
 * @param publicUrl base of links, e.g. {@code http://127.0.0.1:8779}; empty: the request's own host
 * @param region shown in views and in the catalog
 * @param pageSize default and largest page of lists
 * @param defaultDatastore name of the datastore of an instance that names none
 * @param silence after which an agent counts as lost
 * @param maxVolumeSize GiB
 * @param maxInstances of a project, -1 for any number
 * @param maxVolumes of a project in GiB, -1 for any
 */
public record Settings(
        String publicUrl,
        String region,
        int pageSize,
        String defaultDatastore,
        Duration silence,
        int maxVolumeSize,
        int maxInstances,
        int maxVolumes) {}
