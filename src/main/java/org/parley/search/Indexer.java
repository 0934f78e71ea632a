package org.parley.search;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.jpa.DatabaseAbsence;
import org.parley.jpa.SchemaReady;

/**
 * Brings what was appended into the index soon after its commit, one batch after the other, so that nobody who writes has
 * to wait for it. What it did not hear of, or forgot with its node, it finds in the log now and then. Thread-safe.
 */
@ApplicationScoped
public class Indexer {
    private static final Logger LOG = Logger.getLogger(Indexer.class.getName());
    private static final int INTERVAL_MILLIS = 250;
    private static final int ROUNDS_BETWEEN_SWEEPS = 4 * 60 * 10;
    private static final int CONVERSATIONS_AT_ONCE = 50;
    private static final int CAPACITY = 100_000;
    private static final int PAUSE_ROUNDS = 20;

    private final Set<Long> waiting = new LinkedHashSet<>();
    private long sweptTo;
    private int roundsToSweep;
    private int pause;
    private volatile boolean stopped;
    private volatile ScheduledFuture<?> rounds;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private SearchIndex index;

    @Inject
    private MeterRegistry metrics;

    void start(@Observes SchemaReady event) {
        Gauge.builder("parley.search.waiting", this, Indexer::count)
                .description("Conversations with something new that is not in the index yet")
                .register(metrics);
        rounds = scheduler.scheduleWithFixedDelay(this::round, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        stopped = true;
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    /** There is something new in the log of a conversation. To be called after the commit; never waits. */
    public void noteChanged(long conversation) {
        synchronized (waiting) {
            if (waiting.size() < CAPACITY) {
                waiting.add(conversation);
            }
        }
    }

    private int count() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Only ever by one thread at a time. */
    private void round() {
        if (pause > 0) {
            pause--;
            return;
        }
        try {
            sweep();
            for (List<Long> some = take(); !some.isEmpty() && !stopped; some = take()) {
                advance(some);
            }
        } catch (RuntimeException e) {
            pause = PAUSE_ROUNDS;
            LOG.log(away(e) ? Level.FINE : Level.WARNING, "Messages could not be indexed now; they will be", e);
        }
    }

    private static boolean away(RuntimeException failure) {
        return DatabaseAbsence.isCauseOf(failure) || DatabaseAbsence.gaveWay(failure);
    }

    /** One that fails, such as when two nodes begin the same conversation, does not keep the others from being indexed. */
    private void advance(List<Long> some) {
        try {
            index.advance(some).forEach(this::noteChanged);
        } catch (EJBException e) {
            if (some.size() > 1 && !away(e)) {
                some.forEach(one -> advance(List.of(one)));
                return;
            }
            some.forEach(this::noteChanged);
            throw e;
        }
    }

    private List<Long> take() {
        synchronized (waiting) {
            List<Long> taken = new ArrayList<>();
            for (Iterator<Long> ids = waiting.iterator(); ids.hasNext() && taken.size() < CONVERSATIONS_AT_ONCE; ) {
                taken.add(ids.next());
                ids.remove();
            }
            return taken;
        }
    }

    private void sweep() {
        if (roundsToSweep-- > 0 || count() > 0) {
            return;
        }
        List<Long> behind = index.behind(sweptTo, CONVERSATIONS_AT_ONCE);
        behind.forEach(this::noteChanged);
        boolean done = behind.size() < CONVERSATIONS_AT_ONCE;
        sweptTo = done ? 0 : behind.get(behind.size() - 1);
        roundsToSweep = done ? ROUNDS_BETWEEN_SWEEPS : 0;
    }
}
