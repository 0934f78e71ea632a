package org.parley.gateway;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TokenBucketTest {
    private long now;
    private final TokenBucket bucket = new TokenBucket(10, 5, () -> now);

    @Test
    void a_burst_is_fine_and_then_it_is_so_many_a_second() {
        take(5);

        assertEquals(Optional.of(Duration.ofMillis(100)), bucket.take());
        pass(Duration.ofMillis(200));
        assertEquals(Optional.empty(), bucket.take());
        assertEquals(Optional.of(Duration.ofMillis(100)), bucket.take());
    }

    @Test
    void whoever_waits_as_long_as_told_may_go_on() {
        take(5);
        Duration wait = bucket.take().orElseThrow();

        pass(wait.plusMillis(100));

        assertEquals(Optional.empty(), bucket.take());
    }

    @Test
    void no_more_than_a_burst_is_saved_up() {
        pass(Duration.ofDays(1));
        take(5);
        assertTrue(bucket.take().isPresent());
    }

    @Test
    void whoever_goes_on_in_spite_of_it_is_found_out() {
        take(5);
        for (int i = 0; i < 4; i++) {
            bucket.take();
            assertFalse(bucket.exhausted(), i + " refused");
        }
        bucket.take();
        assertTrue(bucket.exhausted());
    }

    @Test
    void the_debt_is_bounded() {
        for (int i = 0; i < 10_000; i++) {
            bucket.take();
        }
        pass(Duration.ofMillis(1_200));
        assertEquals(Optional.empty(), bucket.take());
        assertFalse(bucket.exhausted());
    }

    private void take(int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(Optional.empty(), bucket.take());
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
