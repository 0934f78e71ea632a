package org.parley.user;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Of what somebody wants to be told while they look elsewhere. */
public enum NotificationLevel {
    ALL,
    /** Of what is said to them alone, and of what mentions them, or all, in a group. */
    MENTIONS,
    NONE;

    static final List<String> WIRE =
            Arrays.stream(values()).map(NotificationLevel::wire).toList();

    static Optional<NotificationLevel> of(String wire) {
        return Arrays.stream(values())
                .filter(level -> level.wire().equals(wire))
                .findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A conversation that is quiet tells only of mentions.
     *
     * @return whether somebody of this level is told of a message
     */
    public boolean tells(boolean group, boolean quiet, boolean mentioned) {
        return switch (this) {
            case ALL -> mentioned || !quiet;
            case MENTIONS -> mentioned || !group && !quiet;
            case NONE -> false;
        };
    }
}
