package org.parley.conversation;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MembersTest {
    @Test
    void members_come_back_from_their_text_as_they_were() {
        Members members = new Members(3, Map.of(1L, Role.OWNER, 20L, Role.ADMIN, Long.MAX_VALUE, Role.MEMBER));

        assertEquals(members, Members.decode(3, members.encode()));
        assertEquals(new Members(4, Map.of()), Members.decode(4, new Members(4, Map.of()).encode()));
    }
}
