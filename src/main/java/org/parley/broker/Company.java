package org.parley.broker;

import java.time.Duration;

/**
 * Says how long a batch should wait for more before its transaction begins: a message that is stored alone costs several
 * times what it costs among others. Waits only while messages come so close to each other that waiting pays; who writes
 * alone waits for nobody. Not thread-safe.
 */
final class Company {
    /** So many share a transaction well enough. */
    private static final int ENOUGH = 8;
    /** How many batches go without waiting, at most, after it was in vain. */
    private static final int LONGEST_ABSTENTION = 31;

    private final long lingerNanos;
    private long lastBegan;
    private boolean begun;
    private int abstention;
    private int abstaining;

    /** @param linger how long to wait; zero for never */
    Company(Duration linger) {
        this.lingerNanos = linger.toNanos();
    }

    /**
     * @param now in nanoseconds, as {@link System#nanoTime()} counts them
     * @param since when the first of the batch came, likewise
     * @param size messages that the batch has already
     * @return nanoseconds to wait for more, 0 if it does not pay, or if the first has waited long enough
     */
    long expected(long now, long since, int size) {
        boolean close = begun && now - lastBegan < 2 * lingerNanos;
        begun = true;
        lastBegan = now;
        if (!close || size >= ENOUGH) {
            return 0;
        }
        if (abstaining > 0) {
            abstaining--;
            return 0;
        }
        return Math.max(0, lingerNanos - (now - since));
    }

    /** To be told, after each wait, whether somebody came. Each time that nobody did doubles the batches until the next. */
    void came(boolean somebody) {
        abstention = somebody ? 0 : Math.min(LONGEST_ABSTENTION, 2 * abstention + 1);
        abstaining = abstention;
    }
}
