package org.parley.protocol;

import java.util.Locale;
import java.util.Optional;

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
        return Optional.of(wire)
                .filter(state -> state.equals(ONLINE.wire()) || state.equals(AWAY.wire()))
                .map(state -> state.equals(ONLINE.wire()) ? ONLINE : AWAY);
    }
}
