package org.parley.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens elsewhere, never longer than a limit. */
public final class Await {
    private static final Duration POLL = Duration.ofMillis(10);

    private Await() {}

    /**
     * Asks again and again until the answer is yes; a question that throws, or asserts what is not so yet, is asked again.
     *
     * @param what completes the sentence "within the limit it did not happen that …"
     * @throws AssertionError if the limit is reached; its cause is what the last question threw, if it did
     */
    public static void until(String what, Duration limit, Callable<Boolean> question) {
        long end = System.nanoTime() + limit.toNanos();
        Throwable last;
        do {
            try {
                if (question.call()) {
                    return;
                }
                last = null;
            } catch (Exception | AssertionError e) {
                last = e;
            }
            LockSupport.parkNanos(POLL.toNanos());
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        throw new AssertionError("within " + limit + " it did not happen that " + what, last);
    }
}
