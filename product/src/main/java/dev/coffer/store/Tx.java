package dev.coffer.store;

/** One transaction's view of the aggregates. Not to be kept beyond it. */
public final class Tx {
    public Instances instances() {
        throw new UnsupportedOperationException();
    }

    public Datastores datastores() {
        throw new UnsupportedOperationException();
    }

    public Flavors flavors() {
        throw new UnsupportedOperationException();
    }

    public Operations operations() {
        throw new UnsupportedOperationException();
    }

    public Outbox outbox() {
        throw new UnsupportedOperationException();
    }

    public AgentIdentities agents() {
        throw new UnsupportedOperationException();
    }

    public Reports reports() {
        throw new UnsupportedOperationException();
    }

    public AddressBook addresses() {
        throw new UnsupportedOperationException();
    }

    public RootHistories roots() {
        throw new UnsupportedOperationException();
    }
}
