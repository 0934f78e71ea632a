package org.parley.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;

/**
 * Lets each key do something so many times at once, and once more after each interval. Remembers a bounded number of
 * keys, in the memory of this node. Thread-safe.
 */
final class Throttle {
    private static final int MAX_KEYS = 100_000;

    /** Both in nanoseconds. */
    private final long interval;

    private final long tolerance;
    private final InstantSource clock;

    /** Per key: when it will have all of its burst again. (The generic cell rate algorithm.) */
    private final Cache<String, Long> replenished;

    Throttle(int burst, Duration interval, InstantSource clock) {
        this.interval = interval.toNanos();
        this.tolerance = this.interval * burst;
        this.clock = clock;
        this.replenished = LocalCaches.builder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(Duration.ofNanos(tolerance))
                .build();
    }

    /** @return empty if it may be done now; else how long to wait */
    Optional<Duration> take(String key) {
        long now = TimeUnit.MILLISECONDS.toNanos(clock.millis());
        long[] wait = {0};
        replenished.asMap().compute(key, (k, until) -> {
            long next = (until == null ? now : Math.max(until, now)) + interval;
            wait[0] = next - now - tolerance;
            return wait[0] > 0 ? until : Long.valueOf(next);
        });
        return wait[0] > 0 ? Optional.of(Duration.ofNanos(wait[0])) : Optional.empty();
    }

    /** Undoes one {@link #take}. */
    void giveBack(String key) {
        replenished.asMap().computeIfPresent(key, (k, until) -> until - interval);
    }

    /** Forgets all that the key did. */
    void forgive(String key) {
        replenished.invalidate(key);
    }
}
