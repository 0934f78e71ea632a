package org.parley.chaos;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.testing.Await;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WrongClockTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void itJumpsAheadAndBack(@TempDir Path folder) {
        Path file = folder.resolve("clock");
        Clock clock = WrongClock.reading(file);
        assertEquals(0, minutesAhead(clock));
        WrongClock.set(file, Duration.ofMinutes(10));
        Await.until("it is ahead", LIMIT, () -> minutesAhead(clock) == 10);
        WrongClock.set(file, Duration.ofMinutes(-10));
        Await.until("it is behind", LIMIT, () -> minutesAhead(clock) == -10);
    }

    private static long minutesAhead(Clock clock) {
        return Math.round(Duration.between(Instant.now(), clock.instant()).toMillis() / 60_000.0);
    }
}
