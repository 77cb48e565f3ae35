package dev.coffer.api;

import dev.coffer.engine.UserInfo;
import dev.coffer.fault.Fault;
import java.util.Locale;

/**
 * A user as it stands in paths and markers: {@code name} or {@code name@host}. What follows the last {@code @} is the host, so a name
 * that holds one needs its host.
 */
record UserKey(String name, String host) {

    /** Hosts are the same in capitals; engines keep them in lower case. */
    static String host(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static UserKey parse(String text) {
        int at = text.lastIndexOf('@');
        return at < 1 || at == text.length() - 1
                ? new UserKey(text, AccountBodies.ANY_HOST)
                : new UserKey(text.substring(0, at), host(text.substring(at + 1)));
    }

    /** Markers of {@code links} are encoded once more than those of {@code users_links}; clients of both kinds follow either. */
    static String marker(String text) {
        return text.contains("@") || !text.contains("%40") ? text : PercentCoding.decode(text);
    }

    static UserKey of(UserInfo user) {
        return new UserKey(user.name(), user.host());
    }

    String text() {
        return name + "@" + host;
    }

    Fault notFound() {
        return Fault.notFound("User %s cannot be found on the instance.".formatted(text()));
    }
}
