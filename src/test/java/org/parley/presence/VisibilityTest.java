package org.parley.presence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.contact.Relation;
import org.parley.user.PresenceAudience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VisibilityTest {
    @ParameterizedTest
    @EnumSource
    void only_contacts_see_who_shows_themselves_to_contacts_and_nobody_who_shows_themselves_to_nobody(
            Relation relation) {
        assertEquals(relation == Relation.CONTACT, Visibility.shows(PresenceAudience.CONTACTS, relation));
        assertEquals(false, Visibility.shows(PresenceAudience.NOBODY, relation));
    }

    @ParameterizedTest
    @EnumSource
    void everybody_is_everybody_but_those_who_block_or_are_blocked(Relation relation) {
        boolean blocked = relation.name().startsWith("BLOCK");
        assertEquals(!blocked, Visibility.shows(PresenceAudience.EVERYBODY, relation));
    }

    @Test
    void who_chose_nothing_shows_themselves_to_everybody() {
        assertTrue(Visibility.shows(null, Relation.NONE));
    }
}
