package org.parley.presence;

import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.parley.presence.Doubts.Doubt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DoubtsTest {
    private final Doubts doubts = new Doubts();

    @Test
    void everybodys_turn_comes() {
        for (long other = 100; other < 105; other++) {
            doubts.add(1, other);
        }
        doubts.add(2, 100);

        assertEquals(3, doubts.take(3).orElseThrow().others().size());
        assertEquals(Optional.of(new Doubt(2, Set.of(100L))), doubts.take(3));
        assertEquals(2, doubts.take(3).orElseThrow().others().size());
        assertEquals(Optional.empty(), doubts.take(3));
    }

    @Test
    void a_pair_waits_in_both_directions_until_it_is_taken() {
        doubts.add(1, 2);
        doubts.add(1, 2);
        assertTrue(doubts.contains(1, 2));
        assertTrue(doubts.contains(2, 1));

        Doubt taken = doubts.take(10).orElseThrow();
        assertFalse(doubts.contains(1, 2));
        doubts.add(taken);
        assertTrue(doubts.contains(2, 1));
    }
}
