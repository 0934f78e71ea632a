package org.parley.conversation;

import java.util.Locale;
import java.util.Optional;

/** How people come into a group who are not added by its owner or an admin. */
public enum JoinMode {
    /** Everybody finds it and joins. */
    OPEN,
    /** Everybody finds it and may ask. */
    APPROVAL,
    /** Nobody finds it; only who is added comes in. */
    INVITATION;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<JoinMode> of(String wire) {
        for (JoinMode mode : values()) {
            if (mode.wire().equals(wire)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
