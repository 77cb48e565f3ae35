package dev.coffer.api;

import dev.coffer.model.Silence;
import dev.coffer.policy.Quotas;
import dev.coffer.policy.RateLimits;

/**
 * What the API needs of the configuration.
 *
 * @param publicUrl base of links, e.g. {@code http://127.0.0.1:8779}; empty: the request's own host
 * @param region shown in views and in the catalog
 * @param pageSize default and largest page of lists
 * @param defaultDatastore name of the datastore of an instance that names none
 * @param silence of an agent that is lost
 * @param maxVolumeSize GiB
 * @param quotas of projects without quotas of their own
 * @param rates how many requests a project may make
 */
public record Settings(
        String publicUrl,
        String region,
        int pageSize,
        String defaultDatastore,
        Silence silence,
        int maxVolumeSize,
        Quotas.Limits quotas,
        RateLimits.Rates rates) {}
