package dev.coffer.benchmarks;

/** A bare engine that speaks SQL. */
abstract class BareSql implements Bare.Words {
    static final String ROOT = "root";

    private final String url;
    private final int standardPort;
    private final String home;
    private final String bytes;

    /**
     * @param url with places for address, port and database
     * @param standardPort of Coffer's instances
     * @param home a database that a new server has
     * @param bytes the type of a column of bytes
     */
    BareSql(String url, int standardPort, String home, String bytes) {
        this.url = url;
        this.standardPort = standardPort;
        this.home = home;
        this.bytes = bytes;
    }

    /** Of a bare server. */
    final String url(int port) {
        return url.formatted("127.0.0.1", port, home);
    }

    private String url(Datastore.Tenant tenant) {
        return url.formatted(tenant.address(), standardPort, tenant.database());
    }

    @Override
    public final boolean answers(int port) {
        return Sql.admits(url(port), ROOT, "");
    }

    @Override
    public final void fill(int port) {
        Sql.fill(url(port), ROOT, "", bytes);
    }

    @Override
    public final void fill(Datastore.Tenant tenant) {
        Sql.fill(url(tenant), tenant.user(), tenant.password(), bytes);
    }

    @Override
    public final boolean isFilled(Datastore.Tenant tenant) {
        return Sql.isFilled(url(tenant), tenant.user(), tenant.password());
    }
}
