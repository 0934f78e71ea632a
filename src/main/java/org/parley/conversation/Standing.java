package org.parley.conversation;

import java.util.Optional;

/** What somebody is to a conversation. */
public enum Standing {
    /** One of the two of a direct conversation. */
    PARTNER,
    OWNER,
    ADMIN,
    MEMBER,
    /** Not in it. */
    STRANGER;

    static Standing of(boolean group, Optional<Role> role) {
        if (role.isEmpty()) {
            return STRANGER;
        }
        return group ? valueOf(role.get().name()) : PARTNER;
    }
}
