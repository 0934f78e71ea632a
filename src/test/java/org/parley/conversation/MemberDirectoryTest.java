package org.parley.conversation;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MemberDirectoryTest {
    private static final long GROUP = 12;

    private final MemberDirectory directory = new MemberDirectory();

    @Test
    void what_was_read_before_a_change_is_not_remembered_after_it() {
        directory.forgetBefore(GROUP, 5);

        directory.remember(GROUP, members(4));
        assertEquals(Optional.empty(), directory.remembered(GROUP));
        directory.remember(GROUP, members(5));
        assertEquals(Optional.of(members(5)), directory.remembered(GROUP));
    }

    @Test
    void what_is_remembered_is_forgotten_by_a_change_and_by_no_older_one() {
        directory.remember(GROUP, members(4));
        directory.forgetBefore(GROUP, 3);
        assertEquals(Optional.of(members(4)), directory.remembered(GROUP));

        directory.forgetBefore(GROUP, 5);
        assertEquals(Optional.empty(), directory.remembered(GROUP));
        directory.remember(GROUP, members(4));
        assertEquals(Optional.empty(), directory.remembered(GROUP));
    }

    @Test
    void an_entry_that_is_told_late_may_have_changed_the_members() {
        directory.remember(GROUP, members(4));
        directory.forgetBefore(GROUP, -1);
        assertEquals(Optional.empty(), directory.remembered(GROUP));
        directory.remember(GROUP, members(4));
        assertEquals(Optional.of(members(4)), directory.remembered(GROUP));
    }

    private static Members members(long version) {
        return new Members(version, Map.of(7L, Role.MEMBER));
    }
}
