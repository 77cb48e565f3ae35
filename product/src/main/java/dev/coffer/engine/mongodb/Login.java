package dev.coffer.engine.mongodb;

/**
 * How somebody logs in.
 *
 * @param source database the user is kept in
 */
record Login(String user, String password, String source) {
    static final String AGENT = "os_admin";

    /** The server's own user, whom it knows by its key file; there before any user is made, and may do everything. */
    static final String SYSTEM = "__system";

    static Login agent(String password) {
        return new Login(AGENT, password, Session.ADMIN);
    }

    static Login system(String key) {
        return new Login(SYSTEM, key, "local");
    }

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
