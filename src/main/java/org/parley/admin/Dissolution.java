package org.parley.admin;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.audit.Deed;
import org.parley.broker.ServerEntries;
import org.parley.conversation.Conversations;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Ends a group for all of its members, in the name of its owner: an entry of its log like any other, so that every node and
 * every client learns of it. The log stays, for exports.
 */
@ApplicationScoped
class Dissolution {
    @Inject
    private Conversations conversations;

    @Inject
    private ServerEntries entries;

    @Inject
    private UserDirectory users;

    /** Does nothing, and records nothing, if nobody is in the group any more. */
    void dissolve(long group, Deed deed) {
        Optional<Long> owner = conversations.owner(group);
        if (owner.isPresent()) {
            UserRef actor = users.byIds(List.of(owner.get())).get(owner.get());
            entries.appendByAdministrator(actor, group, Membership.of(Event.DISSOLVED, List.of()), deed);
        }
    }
}
