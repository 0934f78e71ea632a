package org.parley.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether somebody is there. */
public enum PresenceState {
    /** Some device of theirs is in use. */
    ONLINE,
    /** Devices are connected, but none is in use. */
    AWAY,
    OFFLINE,
    /** Whoever asks is not shown it. */
    HIDDEN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return what a client may say of itself */
    static Optional<PresenceState> ofDevice(String wire) {
        return Stream.of(ONLINE, AWAY)
                .filter(state -> state.wire().equals(wire))
                .findFirst();
    }
}
