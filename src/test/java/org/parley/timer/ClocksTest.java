package org.parley.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClocksTest {
    @Test
    void it_goes_on_as_time_does() {
        InstantSource clock = new Clocks().steady();
        Instant begin = clock.instant();
        long nanos = System.nanoTime();

        LockSupport.parkNanos(20_000_000);

        Duration passed = Duration.ofNanos(System.nanoTime() - nanos);
        Instant end = clock.instant();
        assertFalse(end.isBefore(begin.plus(passed)));
        assertTrue(end.isBefore(begin.plus(passed).plusSeconds(60)));
    }
}
