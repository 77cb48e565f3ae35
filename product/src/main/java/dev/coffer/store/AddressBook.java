package dev.coffer.store;

import dev.coffer.store.Tables.Relation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Which address belongs to which instance; there is one book of private and one of public addresses. */
public final class AddressBook {
    private final DSLContext sql;
    private final Relation table;
    private final Field<String> address;
    private final Field<String> instance;

    AddressBook(Session session, Relation table, Field<String> address, Field<String> instance) {
        this.sql = session.sql();
        this.table = table;
        this.address = address;
        this.instance = instance;
    }

    public Optional<String> of(String instanceId) {
        return sql.select(address).from(table).where(instance.eq(instanceId)).fetchOptional(address);
    }

    public Set<String> taken() {
        return sql.select(address).from(table).fetchSet(address);
    }

    /** Addresses by the ids of their instances. */
    public Map<String, String> all() {
        return sql.select(instance, address).from(table).fetchMap(instance, address);
    }

    /** False when another instance has it. An instance has one address: one it had before is given up. */
    public boolean take(String instanceId, String wanted) {
        Optional<String> holder =
                sql.select(instance).from(table).where(address.eq(wanted)).fetchOptional(instance);
        if (holder.isPresent()) {
            return holder.get().equals(instanceId);
        }
        int moved = sql.update(table)
                .set(address, wanted)
                .where(instance.eq(instanceId))
                .execute();
        if (moved == 0) {
            sql.insertInto(table).set(address, wanted).set(instance, instanceId).execute();
        }
        return true;
    }

    public void release(String instanceId) {
        sql.deleteFrom(table).where(instance.eq(instanceId)).execute();
    }
}
