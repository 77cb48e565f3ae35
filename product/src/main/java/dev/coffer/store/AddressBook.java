package dev.coffer.store;

import dev.coffer.store.Tables.AddressRow;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;

/** Which address belongs to which instance. */
public final class AddressBook {
    private final DSLContext sql;

    AddressBook(Session session) {
        sql = session.sql();
    }

    public Optional<String> of(String instanceId) {
        return sql.select(AddressRow.ADDRESS)
                .from(AddressRow.TABLE)
                .where(AddressRow.INSTANCE_ID.eq(instanceId))
                .fetchOptional(AddressRow.ADDRESS);
    }

    public Set<String> taken() {
        return sql.select(AddressRow.ADDRESS).from(AddressRow.TABLE).fetchSet(AddressRow.ADDRESS);
    }

    /** False when another instance has it. An instance has one address: one it had before is given up. */
    public boolean take(String instanceId, String address) {
        Optional<String> holder = sql.select(AddressRow.INSTANCE_ID)
                .from(AddressRow.TABLE)
                .where(AddressRow.ADDRESS.eq(address))
                .fetchOptional(AddressRow.INSTANCE_ID);
        if (holder.isPresent()) {
            return holder.get().equals(instanceId);
        }
        int moved = sql.update(AddressRow.TABLE)
                .set(AddressRow.ADDRESS, address)
                .where(AddressRow.INSTANCE_ID.eq(instanceId))
                .execute();
        if (moved == 0) {
            sql.insertInto(AddressRow.TABLE)
                    .set(AddressRow.ADDRESS, address)
                    .set(AddressRow.INSTANCE_ID, instanceId)
                    .execute();
        }
        return true;
    }

    public void release(String instanceId) {
        sql.deleteFrom(AddressRow.TABLE)
                .where(AddressRow.INSTANCE_ID.eq(instanceId))
                .execute();
    }
}
