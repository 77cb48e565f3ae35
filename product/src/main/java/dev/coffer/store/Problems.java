package dev.coffer.store;

import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.ProblemRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What is wrong now, and since when. */
public final class Problems {

    /** Which problem of which instance. */
    public record Key(String instanceId, String code) {}

    /**
     * @param instanceName empty when the instance is gone
     * @param projectId empty when the instance is gone
     */
    public record Listing(Key key, String instanceName, String projectId, Instant since, String sentence) {}

    private final DSLContext sql;
    private final Session session;

    Problems(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** Their sentences. */
    public Map<Key, String> sentences() {
        Map<Key, String> sentences = new HashMap<>();
        sql.select(ProblemRow.INSTANCE_ID, ProblemRow.CODE, ProblemRow.SENTENCE)
                .from(ProblemRow.TABLE)
                .forEach(row -> sentences.put(
                        new Key(row.get(ProblemRow.INSTANCE_ID), row.get(ProblemRow.CODE)),
                        row.get(ProblemRow.SENTENCE)));
        return sentences;
    }

    /** Longest first. */
    public List<Listing> all() {
        return sql.select(ProblemRow.TABLE.fields())
                .select(InstanceRow.NAME, InstanceRow.PROJECT_ID)
                .from(ProblemRow.TABLE)
                .leftJoin(InstanceRow.TABLE)
                .on(InstanceRow.ID.eq(ProblemRow.INSTANCE_ID))
                .orderBy(ProblemRow.SINCE, ProblemRow.INSTANCE_ID, ProblemRow.CODE)
                .fetch(row -> new Listing(
                        new Key(row.get(ProblemRow.INSTANCE_ID), row.get(ProblemRow.CODE)),
                        blank(row.get(InstanceRow.NAME)),
                        blank(row.get(InstanceRow.PROJECT_ID)),
                        row.get(ProblemRow.SINCE),
                        row.get(ProblemRow.SENTENCE)));
    }

    private static String blank(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** How many there are of each code. */
    public Map<String, Integer> counts() {
        return new TreeMap<>(sql.select(ProblemRow.CODE, DSL.count())
                .from(ProblemRow.TABLE)
                .groupBy(ProblemRow.CODE)
                .fetchMap(ProblemRow.CODE, DSL.count()));
    }

    /** It is so now; since now, unless it was so before. */
    public void begin(Key key, String sentence) {
        sql.insertInto(ProblemRow.TABLE)
                .set(ProblemRow.INSTANCE_ID, key.instanceId())
                .set(ProblemRow.CODE, key.code())
                .set(ProblemRow.SINCE, session.now())
                .set(ProblemRow.SENTENCE, sentence)
                .onConflict(ProblemRow.INSTANCE_ID, ProblemRow.CODE)
                .doUpdate()
                .set(ProblemRow.SENTENCE, sentence)
                .execute();
    }

    public void end(Key key) {
        sql.deleteFrom(ProblemRow.TABLE)
                .where(ProblemRow.INSTANCE_ID.eq(key.instanceId()))
                .and(ProblemRow.CODE.eq(key.code()))
                .execute();
    }
}
