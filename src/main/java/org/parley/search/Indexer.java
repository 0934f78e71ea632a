package org.parley.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.jpa.DatabaseAbsence;
import org.parley.jpa.SchemaReady;
import org.parley.protocol.Entry;
import org.parley.timer.Timers;

/**
 * Brings what was appended into the index soon after its commit, one batch after the other, so that nobody who writes has
 * to wait for it. What it did not hear of, or forgot with its node, it finds in the log now and then. Thread-safe.
 */
@ApplicationScoped
public class Indexer {
    private static final Logger LOG = Logger.getLogger(Indexer.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int ROUNDS_BETWEEN_SWEEPS = 60 * 10;
    private static final int CONVERSATIONS_AT_ONCE = 50;
    private static final int CAPACITY = 100_000;
    /** Characters of content; what is more has to be read from the log. */
    private static final long HEARD_CAPACITY = 4_000_000;

    private static final int PAUSE_ROUNDS = 5;

    /** What was heard of each conversation, without gaps; if that is not all, or nothing, it is in the log. */
    private final Map<Long, List<Entry>> waiting = new LinkedHashMap<>();

    /** Characters of all that waits. */
    private long heard;

    private long sweptTo;
    private int roundsToSweep;
    private int pause;
    private volatile boolean stopped;

    @Inject
    private Timers timers;

    @Inject
    private SearchIndex index;

    @Inject
    private MeterRegistry metrics;

    void start(@Observes SchemaReady event) {
        Gauge.builder("parley.search.waiting", this, Indexer::count)
                .description("Conversations with something new that is not in the index yet")
                .register(metrics);
        timers.every(INTERVAL, this::round);
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        stopped = true;
        timers.cancel();
    }

    /** To be called after the commit, for the entries of a conversation in the order of their seqs; never waits. */
    public void appended(Entry entry) {
        synchronized (waiting) {
            List<Entry> entries = of(entry.conversation());
            if (entries == null) {
                return;
            }
            if (heard + size(entry) > HEARD_CAPACITY) {
                heard -= size(entries);
                entries.clear();
            } else {
                heard += size(entry);
                entries.add(entry);
            }
        }
    }

    /** There is something in the log that is not in the index. */
    private void noteChanged(long conversation) {
        synchronized (waiting) {
            of(conversation);
        }
    }

    /** @return null if there is no room for another one, which is found in the log later */
    private List<Entry> of(long conversation) {
        return waiting.size() < CAPACITY
                ? waiting.computeIfAbsent(conversation, id -> new ArrayList<>())
                : waiting.get(conversation);
    }

    private static long size(List<Entry> entries) {
        return entries.stream().mapToLong(Indexer::size).sum();
    }

    private static long size(Entry entry) {
        return entry.contentJson().length();
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
            for (Map<Long, List<Entry>> some = take(); !some.isEmpty() && !stopped; some = take()) {
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
    private void advance(Map<Long, List<Entry>> some) {
        try {
            index.advance(some).forEach(this::noteChanged);
        } catch (EJBException e) {
            if (some.size() > 1 && !away(e)) {
                some.forEach((conversation, entries) -> advance(Map.of(conversation, entries)));
                return;
            }
            some.keySet().forEach(this::noteChanged);
            throw e;
        }
    }

    private Map<Long, List<Entry>> take() {
        synchronized (waiting) {
            Map<Long, List<Entry>> taken = new HashMap<>();
            for (var next = waiting.entrySet().iterator(); next.hasNext() && taken.size() < CONVERSATIONS_AT_ONCE; ) {
                var conversation = next.next();
                taken.put(conversation.getKey(), conversation.getValue());
                heard -= size(conversation.getValue());
                next.remove();
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
