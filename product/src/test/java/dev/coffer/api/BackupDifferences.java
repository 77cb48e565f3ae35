package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of backups and clusters. */
final class BackupDifferences {
    static final List<Wanted> WANTED = List.of(
            wanted(
                    "status 501 instead of (202|200|422)| has notImplemented| lacks (backup|cluster|unprocessableEntity)"
                            + "|\\.clusters has 0 entries instead of 1",
                    "no backups and no clusters are made yet",
                    "backup-create-ok",
                    "backup-create-while-running",
                    "cluster-create-mariadb",
                    "mgmt-clusters-admin"),
            wanted(
                    "\\.backups has 1 entries instead of 2"
                            + "|\\.backups\\[]\\.(description|locationRef) is STRING instead of NULL"
                            + "|\\.backups\\[]\\.(size|status|datastore\\.version_id) is .*",
                    "of the backups that were made there Coffer has only those of before",
                    "cli: openstack database backup list --limit 2 -f json",
                    "cli: openstack database backup list instance {instance_primary} -f json #1"),
            wanted(
                    "status 400 instead of 202| has badRequest| lacks backup",
                    "a storage that there is not is refused at once, not by a failed backup",
                    "backup-create-storage-unknown"));

    private BackupDifferences() {}
}
