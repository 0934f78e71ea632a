package org.parley.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;

/**
 * When people were active last: collected, and written together. What was heard lately is known before it is written,
 * also where another node writes it. Nothing moves back. Thread-safe.
 */
@ApplicationScoped
class LastSeenTimes {
    private static final Logger LOG = Logger.getLogger(LastSeenTimes.class.getName());
    private static final int BATCH = 500;

    private final Cache<Long, Instant> recent = LocalCaches.builder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    /** At most one entry for each user who was ever connected here. */
    private final Map<Long, Instant> unwritten = new ConcurrentHashMap<>();

    @Inject
    private LastSeenStore store;

    /** Somebody ceased to be active, on whatever node. */
    void heard(long user, Instant at) {
        recent.asMap().merge(user, at, LastSeenTimes::later);
    }

    /** This node is the one that writes it. */
    void note(long user, Instant at) {
        unwritten.merge(user, at, LastSeenTimes::later);
    }

    /** @return what was heard within some minutes; never waits */
    Optional<Instant> recent(long user) {
        return Optional.ofNullable(recent.getIfPresent(user));
    }

    /** @return of those of whom it is known; waits for the database */
    Map<Long, Instant> of(Collection<Long> users) {
        Map<Long, Instant> times = new HashMap<>(store.of(users));
        users.forEach(user -> recent(user).ifPresent(at -> times.merge(user, at, LastSeenTimes::later)));
        return times;
    }

    /** Writes what waits. Never throws: what could not be written waits for the next time. */
    synchronized void flush() {
        while (!unwritten.isEmpty()) {
            Map<Long, Instant> batch = take();
            try {
                store.advance(batch);
            } catch (EJBException e) {
                batch.forEach(this::note);
                LOG.log(Level.WARNING, "When people were seen last could not be written; trying again", e);
                return;
            }
        }
    }

    private Map<Long, Instant> take() {
        Map<Long, Instant> batch = new HashMap<>();
        for (Long user : unwritten.keySet()) {
            Instant at = unwritten.remove(user);
            if (at != null) {
                batch.put(user, at);
            }
            if (batch.size() == BATCH) {
                break;
            }
        }
        return batch;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
