package org.parley.contact;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.parley.contact.Relation.Step;
import org.parley.testing.ManualTable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class RelationTest {
    @Test
    void each_step_from_each_state_leads_where_the_manual_says() {
        assertEquals(
                ManualTable.below("Contacts and blocks"),
                ManualTable.of(Relation.values(), Step.values(), (relation, step) -> relation.after(step)
                        .orElse(null)));
    }

    @Test
    void both_see_the_same_thing_from_their_side() {
        for (Relation relation : Relation.values()) {
            assertEquals(relation, relation.mirrored().mirrored());
            assertEquals(relation.blocks(), relation.mirrored().isBlocked());
            assertEquals(relation == Relation.CONTACT, relation.mirrored() == Relation.CONTACT);
            assertEquals(relation.blocked(1, 2), relation.mirrored().blocked(2, 1));
            assertEquals(relation.blocks(), relation.blocked(1, 2).contains(2L));
            assertEquals(relation.isBlocked(), relation.blocked(1, 2).contains(1L));
        }
    }

    @Test
    void no_step_lifts_the_block_of_the_other_one() {
        for (Relation relation : Relation.values()) {
            for (Step step : Step.values()) {
                Optional<Relation> after = relation.after(step);
                assertFalse(
                        relation.isBlocked()
                                && after.isPresent()
                                && !after.get().isBlocked(),
                        relation + " " + step);
            }
        }
    }

    @Test
    void who_is_blocked_is_not_told() {
        assertEquals(Relation.NONE.wire(), Relation.BLOCKED_BY.wire());
        assertEquals(Relation.BLOCKING.wire(), Relation.BLOCKING_EACH.wire());
    }
}
