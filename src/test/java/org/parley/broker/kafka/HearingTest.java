package org.parley.broker.kafka;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.parley.testing.ManualClock;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HearingTest {
    private final ManualClock clock = new ManualClock();
    private final Hearing hearing = new Hearing(clock);

    @Test
    void a_node_hears_in_time_while_what_it_says_comes_back() {
        assertFalse(hearing.isInTime(), "nothing has come back yet");
        long beat = hearing.beat();
        hearing.heard(beat);
        assertTrue(hearing.isInTime());
        clock.advance(Duration.ofSeconds(9));
        assertTrue(hearing.isInTime());
        clock.advance(Duration.ofSeconds(1));
        assertFalse(hearing.isInTime());
    }

    @Test
    void what_was_said_before_the_node_stood_still_says_nothing_of_now() {
        long before = hearing.beat();
        clock.advance(Duration.ofMinutes(2));
        hearing.heard(before);
        assertFalse(hearing.isInTime());
        hearing.heard(hearing.beat());
        assertTrue(hearing.isInTime());
    }
}
