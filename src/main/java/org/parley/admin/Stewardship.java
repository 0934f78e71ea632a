package org.parley.admin;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.audit.Deed;
import org.parley.broker.ServerEntries;
import org.parley.conversation.Conversations;
import org.parley.conversation.Role;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * What administrators do in the name of a group's owner, who may be gone: each deed is an entry of the group's log like any
 * other, so that every node and every client learns of it.
 */
@ApplicationScoped
class Stewardship {
    @Inject
    private Conversations conversations;

    @Inject
    private ServerEntries entries;

    @Inject
    private UserDirectory users;

    /**
     * Ends a group for all of its members. The log stays, for exports. Does nothing, and records nothing, if nobody is in the
     * group any more.
     */
    void dissolve(long group, Deed deed) {
        owner(group)
                .ifPresent(owner ->
                        entries.appendByAdministrator(owner, group, Membership.of(Event.DISSOLVED, List.of()), deed));
    }

    /**
     * Makes a member the owner, and the owner an admin. Does nothing, and records nothing, if they are the owner already.
     *
     * @throws Refusal {@code not_found} if they are no member
     */
    void handOver(long group, UserRef member, Deed deed) {
        UserRef owner =
                owner(group).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "Nobody is in this group any more."));
        if (owner.id() != member.id()) {
            Membership change = new Membership(
                    Event.ROLE, List.of(member.handle()), Optional.empty(), Optional.of(Role.OWNER.wire()));
            entries.appendByAdministrator(owner, group, change, deed);
        }
    }

    private Optional<UserRef> owner(long group) {
        return conversations.owner(group).flatMap(users::byId);
    }
}
