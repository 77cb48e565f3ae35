package dev.coffer.engine.mysql;

import java.util.List;
import java.util.Optional;

/** What differs between the servers where accounts are concerned. */
interface AccountWords {
    /** Names and hosts of the accounts that are no roles. */
    String users();

    /** Names of accounts; has two parameters, name and host. */
    String user();

    /** Whether a root that is not locked is there. */
    String openRoot();

    /** What follows an account to give it a password, which is sent only as what the server stores of it. */
    String identified(String password);

    /** The same to give it the password back that it has; empty when that cannot be told. */
    Optional<String> identifiedAsBefore(Session session, String name, String host);

    /** How a grant names a database, and only that. */
    String granted(String database);

    /** The database that is named so in a grant. */
    String database(String granted);

    /** Statements that make an account what root is to be, from nothing or from what it is; locked until the last. */
    List<String> root(String account, String password);
}
