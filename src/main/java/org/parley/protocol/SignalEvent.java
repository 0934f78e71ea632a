package org.parley.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a {@code signal} frame says of a call. */
public enum SignalEvent {
    /** The caller asks the other one; {@code data.video} says whether with picture. */
    INVITE,
    /** A device of the other one rings. */
    RINGING,
    ACCEPT,
    REJECT,
    /** The other one is in another call. */
    BUSY,
    /** The caller gave up before there was an answer. */
    CANCEL,
    /** A description of a session (SDP) that the other device answers. */
    OFFER,
    ANSWER,
    /** A way to reach a device (ICE). */
    CANDIDATE,
    /** A device is still in the call; to be said every ten seconds, and not passed on. */
    ALIVE,
    HANGUP;

    private static final Map<String, SignalEvent> BY_WIRE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(SignalEvent::wire, event -> event));

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SignalEvent> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
