package org.parley.conversation;

import java.util.Locale;
import java.util.Optional;

/** What a member may do in a group, the most powerful first. In a direct conversation both are members. */
public enum Role {
    OWNER,
    ADMIN,
    MEMBER;

    /** @return the role as it stands on the wire and in the database */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String wire) {
        for (Role role : values()) {
            if (role.wire().equals(wire)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
