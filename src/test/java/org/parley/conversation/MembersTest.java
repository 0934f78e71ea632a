package org.parley.conversation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MembersTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void who_is_muted_may_write_again_when_the_time_is_over() {
        Members members = new Members(1, Map.of(1L, Role.OWNER, 2L, Role.MEMBER)).silence(2, NOW.plusSeconds(60));

        assertFalse(members.surelyLet(2, Operation.WRITE, NOW));
        assertTrue(members.surelyLet(2, Operation.READ, NOW));
        assertTrue(members.surelyLet(1, Operation.WRITE, NOW));
        assertTrue(members.surelyLet(2, Operation.WRITE, NOW.plusSeconds(60)));
        assertTrue(members.silence(2, null).surelyLet(2, Operation.WRITE, NOW));
        assertFalse(members.surelyLet(3, Operation.READ, NOW), "a stranger");
        assertFalse(members.surelyLet(1, Operation.DISSOLVE, NOW), "not in every conversation");
    }

    @Test
    void in_a_disabled_group_everybody_reads_and_nobody_writes_whoever_comes_and_goes() {
        Members disabled = new Members(1, Map.of(1L, Role.OWNER, 2L, Role.MEMBER), Map.of(), true);

        for (Members later : List.of(
                disabled,
                disabled.with(3, Role.MEMBER),
                disabled.without(2),
                disabled.silence(2, NOW.plusSeconds(60)),
                disabled.silence(2, null))) {
            assertFalse(later.surelyLet(1, Operation.WRITE, NOW));
            assertFalse(later.surelyLet(1, Operation.RECALL, NOW));
            assertTrue(later.surelyLet(1, Operation.READ, NOW));
        }
    }

    @Test
    void who_is_removed_leaves_nothing_behind() {
        Members members = new Members(1, Map.of(1L, Role.OWNER, 2L, Role.MEMBER)).silence(2, NOW.plusSeconds(60));

        assertEquals(Map.of(), members.without(2).silenced());
    }

    @Test
    void members_come_back_from_their_text_as_they_were() {
        Members members = new Members(3, Map.of(1L, Role.OWNER, 20L, Role.ADMIN, Long.MAX_VALUE, Role.MEMBER));

        assertEquals(members, Members.decode(3, members.encode()));
        Members muted = members.silence(20, NOW.plusSeconds(60)).silence(1, Members.FOR_EVER);
        assertEquals(muted, Members.decode(5, muted.encode()));
        Members disabled = new Members(6, muted.roles(), muted.silenced(), true);
        assertEquals(disabled, Members.decode(6, disabled.encode()));
        assertEquals(members.roles(), Members.decode(6, disabled.encode()).roles());
        assertEquals(new Members(4, Map.of()), Members.decode(4, new Members(4, Map.of()).encode()));
    }
}
