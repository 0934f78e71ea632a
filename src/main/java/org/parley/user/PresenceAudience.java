package org.parley.user;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** To whom somebody shows whether they are there, and when they were. Those whom they block are never among them. */
public enum PresenceAudience {
    EVERYBODY,
    CONTACTS,
    NOBODY;

    static final List<String> WIRE =
            Arrays.stream(values()).map(PresenceAudience::wire).toList();

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PresenceAudience of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
