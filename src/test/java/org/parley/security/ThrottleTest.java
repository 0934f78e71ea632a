package org.parley.security;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.parley.testing.ManualClock;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ThrottleTest {
    private final ManualClock clock = new ManualClock();
    private final Throttle throttle = new Throttle(3, Duration.ofSeconds(10), clock);

    @Test
    void lets_a_burst_through_and_then_one_each_interval() {
        takeAll("a");

        assertEquals(Optional.of(Duration.ofSeconds(10)), throttle.take("a"));
        clock.advance(Duration.ofMillis(9_999));
        assertEquals(Optional.of(Duration.ofMillis(1)), throttle.take("a"));
        clock.advance(Duration.ofMillis(1));
        assertEquals(Optional.empty(), throttle.take("a"));
        assertEquals(Optional.of(Duration.ofSeconds(10)), throttle.take("a"));
    }

    @Test
    void the_burst_comes_back_with_time_and_grows_no_larger() {
        takeAll("a");
        clock.advance(Duration.ofDays(1));

        takeAll("a");
        assertEquals(Optional.of(Duration.ofSeconds(10)), throttle.take("a"));
    }

    @Test
    void a_refused_attempt_costs_nothing() {
        takeAll("a");
        for (int i = 0; i < 100; i++) {
            throttle.take("a");
        }
        clock.advance(Duration.ofSeconds(10));

        assertEquals(Optional.empty(), throttle.take("a"));
    }

    @Test
    void keys_do_not_hinder_each_other() {
        takeAll("a");

        takeAll("b");
    }

    @Test
    void what_is_given_back_may_be_taken_again() {
        takeAll("a");
        throttle.giveBack("a");
        throttle.giveBack("nobody");

        assertEquals(Optional.empty(), throttle.take("a"));
        assertEquals(Optional.of(Duration.ofSeconds(10)), throttle.take("a"));
    }

    @Test
    void who_is_forgiven_begins_anew() {
        takeAll("a");
        throttle.forgive("a");

        takeAll("a");
    }

    private void takeAll(String key) {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), throttle.take(key));
        }
    }
}
