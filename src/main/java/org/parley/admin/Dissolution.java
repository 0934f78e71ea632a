package org.parley.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.broker.ServerEntries;
import org.parley.conversation.Conversations;
import org.parley.conversation.Member;
import org.parley.conversation.Role;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Ends a group for all of its members, in the name of its owner: entries of its log like any other, so that every node and
 * every client learns of it. The log stays, for exports. If it is broken off, the same again goes on with it.
 */
@ApplicationScoped
class Dissolution {
    private static final int AT_ONCE = 100;

    @Inject
    private Conversations conversations;

    @Inject
    private ServerEntries entries;

    @Inject
    private UserDirectory users;

    void dissolve(long group) {
        Optional<Long> owner = conversations.owner(group);
        if (owner.isEmpty()) {
            return;
        }
        UserRef actor = users.byIds(List.of(owner.get())).get(owner.get());
        for (List<String> others = others(group); !others.isEmpty(); others = others(group)) {
            entries.append(actor, group, Membership.of(Event.REMOVED, others));
        }
        entries.append(actor, group, Membership.of(Event.LEFT, List.of(actor.handle())));
    }

    private List<String> others(long group) {
        List<Long> ids = conversations.membersAfter(group, 0, AT_ONCE).stream()
                .filter(member -> member.role() != Role.OWNER)
                .map(Member::userId)
                .toList();
        Map<Long, UserRef> people = users.byIds(ids);
        return ids.stream().map(id -> people.get(id).handle()).toList();
    }
}
