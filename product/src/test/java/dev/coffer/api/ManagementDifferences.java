package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of what administrators manage: instances, versions, quotas. */
final class ManagementDifferences {
    static final List<Wanted> WANTED = List.of(
            wanted(
                    "\\.instances\\[] lacks fault",
                    "an ejection was refused there, by a dead guest",
                    "mgmt-instances-admin",
                    "mgmt-instances-project-filter"),
            wanted(
                    "\\.instances\\[]\\.server\\.(tenant_id|host) is .*",
                    "a compute service that was a stub",
                    "mgmt-instances-admin"),
            wanted(
                    "\\.instances\\[] has (addresses|ip)|\\.instances\\[]\\.server is OBJECT instead of NULL",
                    "the server of an instance is known in every list",
                    "mgmt-instances-project-filter"),
            wanted(
                    "\\.version\\.(registry_ext|repl_strategy) is NULL instead of STRING",
                    "names of Trove's classes, kept for who gives them, mean nothing here",
                    "mgmt-dsv-show"),
            wanted(
                    "\\.limits\\[\\]\\.remaining is \\d+ instead of \\d+",
                    "nobody had asked anything before, in the record",
                    "cli: openstack database limit list -f json"),
            wanted(
                    "\\.quotas\\[\\]\\.in_use is \\d+ instead of \\d+",
                    "what a project has is counted, also of what other records made; Trove's counters have drifted there",
                    "mgmt-quotas-member",
                    "cli: openstack database quota show {project_id}"));

    private ManagementDifferences() {}
}
