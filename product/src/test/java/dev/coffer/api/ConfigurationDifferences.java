package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of configuration groups and parameters. */
final class ConfigurationDifferences {
    static final List<Wanted> WANTED = List.of(
            wanted(
                    "status 400 instead of 200| has badRequest| lacks instance",
                    "a group of another datastore is refused, as Trove does when it is attached later",
                    "instance-create-configuration-wrong-datastore"),
            wanted(
                    "\\.configurations\\[\\] has datastore_version_number",
                    "openstacksdk would ask for each group of a list that lacks it"),
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
                    "\\.badRequest\\.message is .*… is too long\" .*",
                    "endless texts are cut in messages",
                    "configuration-create-name-too-long",
                    "backup-create-name-too-long"),
            wanted(
                    "\\.configuration-parameters(\\[\\])?(\\.\\w+)? (has|is) .*",
                    "an engine's own parameters, with their defaults, instead of Trove's list",
                    "parameters-list",
                    "parameters-list-by-name",
                    "mgmt-parameters-admin",
                    "cli: openstack database configuration parameter list --datastore mysql 8.4.0 -f json"));

    private ConfigurationDifferences() {}
}
