package dev.coffer.store;

import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.RestrictionRow;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;

/** Which flavors and volume types instances of a datastore version may have. */
public final class Restrictions {
    /** What is restricted. */
    public enum Kind {
        FLAVOR,
        VOLUME_TYPE
    }

    private static final Recipe OF = sql -> sql.select(RestrictionRow.ALLOWED_ID)
            .from(RestrictionRow.TABLE)
            .where(RestrictionRow.VERSION_ID.eq(""))
            .and(RestrictionRow.KIND.eq(Kind.FLAVOR));

    private final DSLContext sql;
    private final Session session;

    Restrictions(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** Ids of those that are allowed; empty when all are. */
    public Set<String> of(String versionId, Kind kind) {
        Set<String> ids = new TreeSet<>();
        session.fetch(OF, versionId, kind).forEach(row -> ids.add(row.get(RestrictionRow.ALLOWED_ID)));
        return ids;
    }

    /** From now on only these are allowed; all, when there are none. */
    public void restrict(String versionId, Kind kind, Collection<String> allowedIds) {
        sql.deleteFrom(RestrictionRow.TABLE)
                .where(RestrictionRow.VERSION_ID.eq(versionId))
                .and(RestrictionRow.KIND.eq(kind))
                .execute();
        for (String id : Set.copyOf(allowedIds)) {
            sql.insertInto(RestrictionRow.TABLE)
                    .set(RestrictionRow.VERSION_ID, versionId)
                    .set(RestrictionRow.KIND, kind)
                    .set(RestrictionRow.ALLOWED_ID, id)
                    .execute();
        }
    }
}
