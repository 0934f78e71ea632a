package org.parley.local;

import com.github.benmanes.caffeine.cache.Caffeine;

/** Makes the caches that live in this node's memory. */
public final class LocalCaches {
    private LocalCaches() {}

    /**
     * @return a builder of a cache that is tidied by whoever uses it. By default that happens on the JVM's common pool, whose
     *     threads the container does not know, and one of which would be woken with each message that is remembered
     */
    public static Caffeine<Object, Object> builder() {
        return Caffeine.newBuilder().executor(Runnable::run);
    }
}
