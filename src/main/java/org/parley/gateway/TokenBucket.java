package org.parley.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A token bucket that may be overdrawn: what it refuses counts, too, so that who goes on in spite of being refused is
 * found out. Thread-safe.
 */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private double tokens;
    private long filledAt;

    TokenBucket(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
        this.tokens = burst;
        this.filledAt = nanoTime.getAsLong();
    }

    /** @return empty if one more is fine, or how long to wait */
    synchronized Optional<Duration> take() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        tokens = Math.max(tokens - 1, -burst - 1.0);
        if (tokens >= 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) Math.ceil(-tokens / perSecond * 1000)));
    }

    /** @return whether as much was refused as is allowed at once */
    synchronized boolean exhausted() {
        return tokens <= -burst;
    }
}
