package org.parley.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class OpenConversationTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final UserRef ALICE = new UserRef(1, "alice", "Alice");
    private static final UserRef BOB = new UserRef(2, "bob", "Bob");
    private static final UserRef CAROL = new UserRef(3, "carol", "Carol");

    @Test
    void where_only_contacts_write_to_each_other_nobody_else_does() {
        OpenConversation strangers = direct(new Acquainted(true, false));
        OpenConversation contacts = direct(new Acquainted(true, true));
        OpenConversation anybody = direct(new Acquainted(false, false));

        assertEquals(
                ErrorCode.FORBIDDEN, refused(strangers, Operation.WRITE, ALICE).code());
        assertDoesNotThrow(() -> strangers.demand(Operation.READ, ALICE));
        assertDoesNotThrow(() -> contacts.demand(Operation.WRITE, ALICE));
        assertDoesNotThrow(() -> anybody.demand(Operation.WRITE, ALICE));
        OpenConversation group = open(group(), members(), new Acquainted(true, false));
        assertDoesNotThrow(() -> group.demand(Operation.WRITE, BOB), "a group is another matter");
    }

    @Test
    void one_may_always_write_to_oneself() {
        Members alone = new Members(1, Map.of(1L, Role.MEMBER));
        OpenConversation notes = open(Conversation.direct(1, 1, NOW), alone, new Acquainted(true, false));

        assertDoesNotThrow(() -> notes.demand(Operation.WRITE, ALICE));
    }

    @Test
    void who_is_muted_is_told_how_long_to_wait_and_who_is_blocked_is_not() {
        Members muted = members().silence(2, NOW.plusSeconds(90));
        Members blocked = members().silence(2, Members.FOR_EVER);

        Refusal inGroup = refused(open(group(), muted, new Acquainted(false, false)), Operation.WRITE, BOB);
        Refusal direct = refused(
                open(Conversation.direct(1, 2, NOW), blocked, new Acquainted(false, false)), Operation.WRITE, BOB);

        assertEquals(Optional.of(Duration.ofSeconds(90)), inGroup.retryAfter());
        assertEquals(ErrorCode.FORBIDDEN, direct.code());
        assertEquals(Optional.empty(), direct.retryAfter());
    }

    @Test
    void what_groups_alone_have_is_a_conflict_in_a_direct_conversation_whoever_asks() {
        OpenConversation direct = direct(new Acquainted(false, false));

        for (Operation operation : Operation.values()) {
            if (!operation.allowed(Standing.PARTNER)) {
                assertEquals(
                        ErrorCode.CONFLICT, refused(direct, operation, ALICE).code(), operation.name());
                assertEquals(
                        ErrorCode.CONFLICT, refused(direct, operation, CAROL).code(), operation.name());
            }
        }
        assertEquals(
                ErrorCode.FORBIDDEN, refused(direct, Operation.WRITE, CAROL).code());
    }

    @Test
    void in_a_disabled_group_members_read_and_leave_and_nothing_else() {
        Conversation group = group();
        group.disable(true);
        OpenConversation disabled = open(group, members(), new Acquainted(false, false));

        for (Operation operation : Operation.values()) {
            if (operation.allowed(Standing.OWNER) && operation != Operation.READ && operation != Operation.LEAVE) {
                assertEquals(
                        ErrorCode.FORBIDDEN, refused(disabled, operation, ALICE).code(), operation.name());
            }
        }
        assertEquals(
                ErrorCode.FORBIDDEN, refused(disabled, Operation.JOIN, CAROL).code());
        assertDoesNotThrow(() -> disabled.demand(Operation.READ, BOB));
        assertDoesNotThrow(() -> disabled.demand(Operation.LEAVE, BOB));
    }

    private record Acquainted(boolean matters, boolean known) implements Acquaintance {
        @Override
        public boolean exists(long one, long other) {
            return known;
        }

        @Override
        public Set<Long> blocked(long one, long other) {
            return Set.of();
        }
    }

    private static Refusal refused(OpenConversation conversation, Operation operation, UserRef user) {
        return assertThrows(Refusal.class, () -> conversation.demand(operation, user));
    }

    private static OpenConversation direct(Acquaintance acquaintance) {
        return open(
                Conversation.direct(1, 2, NOW), new Members(1, Map.of(1L, Role.MEMBER, 2L, Role.MEMBER)), acquaintance);
    }

    private static Conversation group() {
        return Conversation.group("Group", null, JoinMode.OPEN, NOW);
    }

    private static Members members() {
        return new Members(1, Map.of(1L, Role.OWNER, 2L, Role.MEMBER));
    }

    private static OpenConversation open(Conversation conversation, Members members, Acquaintance acquaintance) {
        return new OpenConversation(conversation, members, null, acquaintance, NOW);
    }
}
