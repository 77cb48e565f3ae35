package dev.coffer.api;

import dev.coffer.engine.UserInfo;
import dev.coffer.fault.Fault;

/** A user as it stands in paths and markers: {@code name} or {@code name@host}. */
record UserKey(String name, String host) {

    static UserKey parse(String text) {
        int at = text.lastIndexOf('@');
        return at < 1 || at == text.length() - 1
                ? new UserKey(text, AccountBodies.ANY_HOST)
                : new UserKey(text.substring(0, at), text.substring(at + 1));
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
