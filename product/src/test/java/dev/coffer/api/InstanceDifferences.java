package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of instances: making, showing, changing, deleting them. */
final class InstanceDifferences {
    private static final String CLI = "cli: openstack database instance ";

    static final List<Wanted> WANTED = List.of(
            wanted(
                    "status 400 instead of 200| has badRequest| lacks instance",
                    "a volume type that does not exist is refused at once, not by a failed instance",
                    "instance-create-volume-type-unknown"),
            wanted(
                    "status 400 instead of 202|a body where there is none",
                    "Trove leaves out one half of a resize of both without a word",
                    "action-resize-both"),
            wanted(
                    "status 400 instead of 200| has badRequest| lacks instance",
                    "names that the engine does not take are refused at once, not by a failed instance",
                    "instance-create-database-name-bad",
                    "instance-create-database-name-long",
                    "instance-create-database-charset-bad"),
            wanted(
                    "status 404 instead of 200| has itemNotFound| lacks instance",
                    "a module that does not exist is not silently left out",
                    "instance-create-modules-unknown"),
            wanted(
                    "\\.instance\\.access lacks foo",
                    "what means nothing is not stored",
                    "instance-create-access-unknown-key"),
            wanted(
                    "status 202 instead of 422| is MISSING instead of OBJECT",
                    "an instance can be deleted from every state, also while it is built",
                    CLI + "delete cli-1 #2"),
            wanted(
                    "\\.instances?(\\[])?\\.encrypted_rpc_messaging is true instead of false",
                    "agents are always reached over TLS",
                    "instance-show-foreign-admin",
                    "mgmt-instances-admin",
                    "mgmt-instances-project-filter"),
            wanted(
                    "\\.instances?(\\[\\])?\\.addresses\\[\\] lacks network",
                    "addresses of local instances belong to no network with an id"),
            wanted(
                    "\\.instance\\.volume has used(_percent)?",
                    "its agent was dead in the record and reports here",
                    "instance-show-foreign-admin",
                    "cli: *"),
            wanted(
                    "\\.instance lacks (configuration|fault)|\\.instance\\.status is \"ACTIVE\" instead of \"BACKUP\"",
                    "a backup ran and failed there, in records that are left out",
                    "cli: *"),
            wanted(
                    "\\.instance\\.access lacks allowed_cidrs",
                    "an empty list that says nothing is not stored",
                    "cli: *"),
            wanted(
                    "\\.instances has \\d+ entries instead of \\d+",
                    "the project holds what other records made, and lacks what Coffer refused",
                    "instances-list-build",
                    "cli: *"));

    private InstanceDifferences() {}
}
