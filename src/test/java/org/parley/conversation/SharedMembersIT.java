package org.parley.conversation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.cache.Snapshots;
import org.parley.message.MessageLog;
import org.parley.message.Submission;
import org.parley.protocol.Membership;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

@InContainer
class SharedMembersIT {
    @Inject
    private MemberDirectory directory;

    @Inject
    private MessageLog log;

    @Inject
    private Snapshots shared;

    @Inject
    private Fixture fixture;

    @Test
    void the_members_of_a_larger_group_are_shared_by_whoever_reads_them() {
        long group = fixture.group(fixture.user(), fixture.users(40));
        Members members = directory.of(group).orElseThrow();

        assertEquals(
                Optional.of(members),
                shared.get(group, members.version()).map(text -> Members.decode(members.version(), text)));
    }

    @Test
    void those_of_a_smaller_one_are_not() {
        long group = fixture.group(fixture.user(), fixture.users(5));
        Members members = directory.of(group).orElseThrow();

        assertEquals(Optional.empty(), shared.get(group, members.version()));
    }

    @Test
    void who_was_removed_on_another_node_gets_nothing_more() {
        List<UserRef> others = fixture.users(40);
        long removed = others.get(7).id();
        long group = fixture.group(fixture.user(), others);
        Members before = directory.of(group).orElseThrow();
        // The other node told it after the commit. The rows here are as before: they must not be asked.
        Members after = before.without(removed);
        shared.put(group, after.version(), after::encode);

        Set<Long> audience = Set.copyOf(directory.audience(group, after.version(), 2));

        assertFalse(audience.contains(removed));
        assertEquals(after.users(), audience);
        assertEquals(Optional.of(after), directory.remembered(group));
    }

    @Test
    void what_is_told_late_is_told_to_those_alone_who_were_members_then() {
        UserRef owner = fixture.user();
        UserRef member = fixture.user();
        UserRef newcomer = fixture.user();
        long group = fixture.group(owner, member);
        log.append(List.of(fixture.text(owner, group)));
        log.append(List.of(
                Submission.byServer(owner, group, Membership.of(Membership.Event.JOINED, List.of(newcomer.handle())))));

        Members late = directory.joinedBefore(group, 1);

        assertEquals(Set.of(owner.id(), member.id()), late.users());
        assertEquals(late.users(), Set.copyOf(directory.audience(group, late.version(), 1)));
        assertEquals(
                Set.of(owner.id(), member.id(), newcomer.id()),
                directory.joinedBefore(group, 2).users());
    }
}
