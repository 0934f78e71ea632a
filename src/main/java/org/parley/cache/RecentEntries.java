package org.parley.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The newest entries of logs whose entries are numbered without gaps and never change.
 *
 * <p>It may forget anything at any moment, and never says anything wrong: a range is given as it was put, or not at all.
 * So the caller must know from the log itself where that ends; then it does not matter what was missed meanwhile.
 * Thread-safe.
 */
public interface RecentEntries {
    /** How many of the newest entries of a log are kept, at most. */
    int LENGTH = 100;

    /**
     * Keeps an entry, now or soon. Never waits. The same number of a log always comes with the same entry.
     *
     * @param entry gives it as text; asked once or never, by any thread
     */
    void put(long log, long number, Supplier<String> entry);

    /**
     * Waits for {@code chat.redis.timeout} at most, and not at all while Redis is known to be away.
     *
     * @return all entries of the range, in their order, or nothing
     */
    Optional<List<String>> range(long log, long first, long last);
}
