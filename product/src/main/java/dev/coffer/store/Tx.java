package dev.coffer.store;

import dev.coffer.store.Tables.AddressRow;
import dev.coffer.store.Tables.PublicAddressRow;

/** One transaction's view of the aggregates. Not to be kept beyond it. */
public final class Tx {
    private final Session session;

    Tx(Session session) {
        this.session = session;
    }

    public Instances instances() {
        return new Instances(session);
    }

    public Datastores datastores() {
        return new Datastores(session);
    }

    public Modules modules() {
        return new Modules(session);
    }

    public AppliedModules appliedModules() {
        return new AppliedModules(session);
    }

    public Backups backups() {
        return new Backups(session);
    }

    public BackupStrategies backupStrategies() {
        return new BackupStrategies(session);
    }

    public Flavors flavors() {
        return new Flavors(session);
    }

    public Operations operations() {
        return new Operations(session);
    }

    public Outbox outbox() {
        return new Outbox(session);
    }

    public AgentIdentities agents() {
        return new AgentIdentities(session);
    }

    public Reports reports() {
        return new Reports(session);
    }

    public AddressBook addresses() {
        return new AddressBook(session, AddressRow.TABLE, AddressRow.ADDRESS, AddressRow.INSTANCE_ID);
    }

    public AddressBook publicAddresses() {
        return new AddressBook(session, PublicAddressRow.TABLE, PublicAddressRow.ADDRESS, PublicAddressRow.INSTANCE_ID);
    }

    /** Instances of all projects, also deleted ones, for those who manage the installation. */
    public History history() {
        return new History(session);
    }

    public RootHistories roots() {
        return new RootHistories(session);
    }

    public Configurations configurations() {
        return new Configurations(session);
    }

    public Parameters parameters() {
        return new Parameters(session);
    }

    public Problems problems() {
        return new Problems(session);
    }

    public Figures figures() {
        return new Figures(session);
    }

    public QuotaBook quotas() {
        return new QuotaBook(session);
    }

    public VolumeTypes volumeTypes() {
        return new VolumeTypes(session);
    }

    public Restrictions restrictions() {
        return new Restrictions(session);
    }

    Leases leases() {
        return new Leases(session);
    }
}
