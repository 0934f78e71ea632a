package org.parley.timer;

import java.time.Instant;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the clock that does not jump injectable; one for all, so that their instants can be compared. */
@ApplicationScoped
class Clocks {
    /** @return goes on from the beginning of 1970 by {@link System#nanoTime}, from when it was made; thread-safe */
    @Produces
    @Singleton
    @Steady
    InstantSource steady() {
        long start = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }
}
