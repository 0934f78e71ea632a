package org.parley.broker.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.timer.Steady;

/**
 * Whether this node hears in time of entries. It tells itself something now and then by each partition of their topic; what
 * it remembers is of use only while all of that arrives. It does not after the node's process stood still, or while Kafka
 * has forgotten the node. Thread-safe.
 */
@ApplicationScoped
class Hearing {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** When what was heard last by each partition was said. */
    private final Map<Integer, Instant> said = new ConcurrentHashMap<>();

    @Inject
    @Steady
    private InstantSource clock;

    private volatile Instant oldest = Instant.MIN;

    /** For the container, which fills the rest in. */
    protected Hearing() {}

    Hearing(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on this node reads these partitions; there may be others that it has read before. */
    void listensTo(Collection<Integer> partitions) {
        partitions.forEach(partition -> said.putIfAbsent(partition, Instant.MIN));
    }

    /** @return by which something is to be said */
    Set<Integer> partitions() {
        return Set.copyOf(said.keySet());
    }

    /** @return what to say, in milliseconds by a clock of this node's own */
    long beat() {
        return clock.millis();
    }

    /** @param beat one of this node's that has come back */
    void heard(int partition, long beat) {
        said.put(partition, Instant.ofEpochMilli(beat));
        oldest = said.values().stream().min(Instant::compareTo).orElse(Instant.MIN);
    }

    /** @return whether something has come back by each partition that was said less than ten seconds ago */
    boolean isInTime() {
        return clock.instant().minus(LIMIT).isBefore(oldest);
    }
}
