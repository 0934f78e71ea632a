package org.parley.broker.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.timer.Steady;

/**
 * Whether this node hears in time what all nodes are told. It tells itself something every second, by the same topic; what
 * it remembers is of use only while that arrives. It does not after the node's process stood still, or while Kafka has
 * forgotten the node. Thread-safe.
 */
@ApplicationScoped
class Hearing {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    @Steady
    private InstantSource clock;

    private volatile Instant lastSent = Instant.MIN;

    /** For the container, which fills the rest in. */
    protected Hearing() {}

    Hearing(InstantSource clock) {
        this.clock = clock;
    }

    /** @return what to send, in milliseconds by a clock of this node's own */
    long beat() {
        return clock.millis();
    }

    /** @param beat one of this node's that has come back */
    void heard(long beat) {
        lastSent = Instant.ofEpochMilli(beat);
    }

    /** @return whether something has come back that was sent less than ten seconds ago */
    boolean isInTime() {
        return clock.instant().minus(LIMIT).isBefore(lastSent);
    }
}
