package org.parley.cache;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Values that never change, each known by what it is of and by its version. May forget anything at any moment, and does
 * so after an hour. As a version is never used for two values, nothing in here can be out of date. Thread-safe.
 */
public interface Snapshots {

    /**
     * Keeps a value, now or soon. Never waits.
     *
     * @param value gives it as text; asked once or never, by any thread
     */
    void put(long of, long version, Supplier<String> value);

    /** Waits for {@code chat.redis.timeout} at most, and not at all while Redis is known to be away. */
    Optional<String> get(long of, long version);
}
