package dev.coffer.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where Coffer answers otherwise than the recorded Trove, on purpose: in which records, what differs and why. One that no longer
 * occurs in a record must leave the list.
 */
final class WireDifferences {

    /**
     * @param records full names; empty for any record
     * @param what pattern of one difference as {@link WireComparison} words it
     */
    private record Wanted(Set<String> records, Pattern what, String why) {
        boolean covers(String record, String difference) {
            return (records.isEmpty() || records.contains(record))
                    && what.matcher(difference).matches();
        }
    }

    private static final String ERROR_500 = "status 400 instead of 500| has badRequest| lacks instanceFault";
    private static final String CLI = "cli: openstack database instance ";
    private static final String REPLICA_4 = CLI + "create cli-r --replica-of {instance_primary} "
            + "--nic net-id=11111111-1111-4111-8111-111111111111 --replica-count 4";

    private static final List<Wanted> ALL = List.of(
            wanted(
                    "status 200 instead of 40[13]| has version| lacks (error|code|message|title)",
                    "clients that discover versions take the document; Trove refuses it",
                    "versions-v1",
                    "versions-v1-slash",
                    "versions-v1-slash-token",
                    "route-project-only"),
            wanted(
                    " has forbidden| lacks (code|message|title)",
                    "a fault like any other instead of a body with HTML in it; all clients read it",
                    "auth-nonexistent-project-in-url"),
            wanted(
                    " has badRequest| lacks (code|message|title)",
                    "a fault like any other instead of a body with HTML in it; all clients read it",
                    "instance-create-bad-json",
                    "configuration-create-bad-json",
                    "action-bad-json"),
            wanted(
                    ERROR_500,
                    "Trove fails with 500 on bad input",
                    "instances-list-limit0",
                    "instances-list-limit-negative",
                    "instance-create-empty-body",
                    "instance-create-no-body",
                    "instance-create-array",
                    "instance-create-string",
                    "instance-create-empty-object",
                    "instance-create-wrong-root",
                    "action-unknown",
                    "configuration-create-empty",
                    "configuration-patch-empty",
                    "mgmt-quota-update-text"),
            wanted(
                    "status 400 instead of 200| has badRequest| lacks instance",
                    "a volume type that does not exist is refused at once, not by a failed instance",
                    "instance-create-volume-type-unknown"),
            wanted(
                    "\\.limits\\[\\]\\.remaining is \\d+ instead of \\d+",
                    "nobody had asked anything before, in the record",
                    "cli: openstack database limit list -f json"),
            wanted(
                    "\\.quotas\\[\\]\\.in_use is \\d+ instead of \\d+",
                    "what a project has is counted, also of what other records made; Trove's counters have drifted there",
                    "mgmt-quotas-member",
                    "cli: openstack database quota show {project_id}"),
            wanted(
                    "status 404 instead of 500| has itemNotFound| lacks instanceFault",
                    "there is no configuration group of this id, which Trove notices too late",
                    "instance-create-configuration-unknown"),
            wanted(
                    "status 400 instead of 200| has badRequest| lacks instance",
                    "a group of another datastore is refused, as Trove does when it is attached later",
                    "instance-create-configuration-wrong-datastore"),
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
                    "\\.itemNotFound\\.message is \"Resource .*",
                    "Trove looks for a cluster when there is no instance, and names that",
                    "instance-root-show-not-found",
                    "root-enable-not-found"),
            wanted(
                    "\\.badRequest\\.message is \"Database name .*",
                    "one sentence says enough",
                    "database-delete-reserved"),
            wanted(
                    "\\.instance\\.encrypted_rpc_messaging is true instead of false",
                    "agents are always reached over TLS",
                    "instance-show-foreign-admin"),
            wanted(
                    "\\.instances\\[]\\.encrypted_rpc_messaging is true instead of false",
                    "agents are always reached over TLS",
                    "mgmt-instances-admin",
                    "mgmt-instances-project-filter"),
            wanted(
                    "\\.instances\\[] lacks fault",
                    "an ejection was refused there, in a record that is left out",
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
                    "\\.configurations\\[\\] has datastore_version_number",
                    "openstacksdk would ask for each group of a list that lacks it"),
            wanted(
                    "\\.instances\\[\\]\\.configuration\\.links\\[\\]\\.href is .*",
                    "ids are others here, so other instances are on the page",
                    "instances-detail-default"),
            wanted(
                    "\\.instance\\.configuration lacks .*",
                    "what is set by default is each engine's own",
                    "instance-configuration-default"),
            wanted(
                    "\\.configuration\\.instance_count is 0 instead of 1|\\.instances has 0 entries instead of 1",
                    "Trove gave a group to an instance of another datastore",
                    "configuration-show",
                    "configuration-instances-none"),
            wanted(
                    "\\.badRequest\\.message is \"Validation error: configuration\\['name'\\] 'x+… is too long\" .*",
                    "endless texts are cut in messages",
                    "configuration-create-name-too-long"),
            wanted(
                    "\\.configuration-parameters(\\[\\])?(\\.\\w+)? (has|is) .*",
                    "an engine's own parameters, with their defaults, instead of Trove's list",
                    "parameters-list",
                    "parameters-list-by-name",
                    "mgmt-parameters-admin",
                    "cli: openstack database configuration parameter list --datastore mysql 8.4.0 -f json"),
            wanted(
                    "\\.instances?(\\[\\])?\\.addresses\\[\\] lacks network",
                    "addresses of local instances belong to no network with an id"),
            wanted(
                    "\\.instance\\.volume has used(_percent)?",
                    "its agent was dead in the record and reports here",
                    "instance-show-foreign-admin",
                    CLI + "eject {instance_postgresql}"),
            wanted(
                    "\\.instance lacks (configuration|fault)|\\.instance\\.status is \"ACTIVE\" instead of \"BACKUP\"",
                    "a backup ran and failed there, in records that are left out",
                    CLI + "show {instance_primary} -f json",
                    REPLICA_4,
                    CLI + "eject {instance_postgresql}",
                    CLI + "reset status cli-1 #2",
                    CLI + "force delete cli-1 #2",
                    CLI + "delete cli-1 #1"),
            wanted(
                    "\\.instance\\.access lacks allowed_cidrs",
                    "an empty list that says nothing is not stored",
                    CLI + "restart cli-1 #2",
                    CLI + "reset status cli-1 #2",
                    CLI + "force delete cli-1 #2",
                    CLI + "delete cli-1 #1"),
            wanted(
                    "\\.instances has \\d+ entries instead of \\d+",
                    "the project holds what other records made, and lacks what Coffer refused",
                    "instances-list-build",
                    CLI + "restart cli-1 #1",
                    CLI + "reset status cli-1 #1",
                    CLI + "force delete cli-1 #1",
                    CLI + "delete cli-1"));

    private final Set<String> occurred = new HashSet<>();

    private static Wanted wanted(String what, String why, String... records) {
        return new Wanted(Set.of(records), Pattern.compile(what), why);
    }

    /** Takes away what is wanted. */
    List<String> unwanted(Exchange exchange, List<String> differences) {
        List<String> rest = new ArrayList<>();
        for (String difference : differences) {
            List<Wanted> covering = ALL.stream()
                    .filter(wanted -> wanted.covers(exchange.toString(), difference))
                    .toList();
            if (covering.isEmpty()) {
                rest.add(difference);
            }
            covering.forEach(
                    wanted -> occurred.add(key(wanted, wanted.records().isEmpty() ? "" : exchange.toString())));
        }
        return rest;
    }

    /** Listed, but did not occur. */
    List<String> outdated() {
        List<String> outdated = new ArrayList<>();
        for (Wanted wanted : ALL) {
            Set<String> records = wanted.records().isEmpty() ? Set.of("") : wanted.records();
            records.stream()
                    .map(record -> key(wanted, record))
                    .filter(key -> !occurred.contains(key))
                    .forEach(outdated::add);
        }
        return outdated;
    }

    private static String key(Wanted wanted, String record) {
        return record + " (" + wanted.why() + ")";
    }
}
