package org.parley.broker;

import java.time.Duration;

/**
 * Says for how many others a batch should wait before its transaction begins: a message that is stored alone costs several
 * times what it costs among others. Waits only while messages come so close to each other that waiting pays; who writes
 * alone waits for nobody. Not thread-safe.
 */
final class Company {
    /** So many share a transaction well enough, if a batch may be that large. */
    static final int ENOUGH = 3;
    /** How many batches are content with less, at most, after the wait for enough was in vain. */
    private static final int LONGEST_MODESTY = 31;

    private final long lingerNanos;
    private final int enough;
    private long lastBegan;
    private boolean begun;
    private int modestSize;
    private int modestBatches;
    private int modestBatchesLeft;

    /**
     * @param linger how long a message waits for others at most; zero for never
     * @param largest messages that a batch may have
     */
    Company(Duration linger, int largest) {
        this.lingerNanos = linger.toNanos();
        this.enough = Math.min(ENOUGH, largest);
    }

    /**
     * @param now when a batch begins, in nanoseconds, as {@link System#nanoTime()} counts them
     * @return messages that should share its transaction; 1 if none is worth waiting for
     */
    int wanted(long now) {
        boolean close = begun && now - lastBegan < 2 * lingerNanos;
        begun = true;
        lastBegan = now;
        if (!close) {
            return 1;
        }
        if (modestBatchesLeft > 0) {
            modestBatchesLeft--;
            return modestSize;
        }
        return enough;
    }

    /** @return until when to wait for them, if the first of the batch came at this time */
    long patience(long since) {
        return since + lingerNanos;
    }

    /**
     * To be told how many there were in the end, if they had time to come. When they were fewer than wanted, the next batches
     * wait for no more than those; each time that this happens again doubles the batches until enough are waited for anew.
     */
    void came(int size, int wanted) {
        if (size >= enough) {
            modestBatches = 0;
            modestBatchesLeft = 0;
        } else if (size < wanted) {
            modestBatches = Math.min(LONGEST_MODESTY, 2 * modestBatches + 1);
            modestBatchesLeft = modestBatches;
            modestSize = size;
        }
    }
}
