package org.parley.broker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.parley.testing.ManualClock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HearingTest {
    private final ManualClock clock = new ManualClock();
    private final Hearing hearing = new Hearing(clock);

    @Test
    void a_node_hears_in_time_while_what_it_says_comes_back() {
        assertFalse(hearing.isInTime(), "nothing has come back yet");
        hearing.listensTo(List.of(0));
        hearing.heard(0, hearing.beat());
        assertTrue(hearing.isInTime());
        clock.advance(Duration.ofSeconds(9));
        assertTrue(hearing.isInTime());
        clock.advance(Duration.ofSeconds(1));
        assertFalse(hearing.isInTime());
    }

    @Test
    void what_was_said_before_the_node_stood_still_says_nothing_of_now() {
        hearing.listensTo(List.of(0));
        long before = hearing.beat();
        clock.advance(Duration.ofMinutes(2));
        hearing.heard(0, before);
        assertFalse(hearing.isInTime());
        hearing.heard(0, hearing.beat());
        assertTrue(hearing.isInTime());
    }

    @Test
    void one_partition_that_is_behind_is_enough() {
        hearing.listensTo(List.of(0, 1));
        assertEquals(Set.of(0, 1), hearing.partitions());
        hearing.heard(0, hearing.beat());
        assertFalse(hearing.isInTime());
        hearing.heard(1, hearing.beat());
        assertTrue(hearing.isInTime());

        clock.advance(Duration.ofSeconds(8));
        hearing.heard(0, hearing.beat());
        clock.advance(Duration.ofSeconds(8));
        hearing.heard(0, hearing.beat());
        assertFalse(hearing.isInTime());
    }
}
