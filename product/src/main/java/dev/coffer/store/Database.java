package dev.coffer.store;

import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;

/** A database and how a transaction is made in it. The work gets statements of that one transaction. */
interface Database extends AutoCloseable {
    /** Without logging: jOOQ's shows values, which may be secrets. */
    Settings SETTINGS = new Settings()
            .withRenderQuotedNames(RenderQuotedNames.NEVER)
            .withRenderGroupConcatMaxLenSessionVariable(false)
            .withExecuteLogging(false)
            .withExecuteLoggingSQLExceptions(false)
            .withFetchWarnings(false);

    SQLDialect dialect();

    <T> T read(Function<DSLContext, T> work);

    <T> T write(Function<DSLContext, T> work);

    @Override
    void close();

    /** Opens what the URL names, its schema brought up to date. */
    static Database open(String url, String user, String password) {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        Kind kind = Kind.of(url);
        try {
            kind.migrate(url, user, password);
            return switch (kind) {
                case SQLITE -> new SqliteDatabase(url);
                case POSTGRESQL, MARIADB -> new ServerDatabase(kind, url, user, password);
            };
        } catch (RuntimeException e) {
            throw new StoreFailure(
                    "The metadata store %s cannot be opened: %s. Check the store's url, user and password in the configuration, and that the database runs."
                            .formatted(Kind.shown(url), StoreFailure.reason(e)),
                    e);
        }
    }
}
