package org.parley.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.config.Settings;
import org.parley.timer.Timers;

/**
 * Every few minutes removes what is older than {@code chat.retention.age}, if that is set; of the nodes of a cluster one at a
 * time does. It goes on where it was stopped.
 */
@Singleton
@Startup
@DependsOn("Database")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final int CONVERSATIONS_AT_ONCE = 100;

    /** Longer than one batch can take; a node that is killed meanwhile holds the others up for no longer. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    @Inject
    private Timers timers;

    @Inject
    private RetentionStore store;

    @Inject
    private AuditTrail trail;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    private final String node = UUID.randomUUID().toString();
    private volatile boolean stopping;

    @PostConstruct
    void start() {
        settings.retention().ifPresent(age -> {
            LOG.log(Level.INFO, "Messages older than {0} are removed", age);
            timers.every(Duration.ofMinutes(1), INTERVAL, () -> tryToRun(age));
        });
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    private void tryToRun(Duration age) {
        try {
            run(clock.instant().minus(age));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Old messages could not be removed; tried again later", e);
        }
    }

    /**
     * Removes all that is older than this, unless another node does so now.
     *
     * @return how many messages were removed
     */
    public long run(Instant cutoff) {
        long removed = 0;
        long after = 0;
        while (!stopping && store.lease(node, LEASE)) {
            List<Long> due = store.due(cutoff, after, CONVERSATIONS_AT_ONCE);
            for (long conversation : due) {
                removed += removeAll(conversation, cutoff);
                after = conversation;
            }
            if (due.size() < CONVERSATIONS_AT_ONCE) {
                break;
            }
        }
        if (removed > 0) {
            trail.record(Deed.ofServer("retention.run", "", removed + " messages from before " + cutoff));
            LOG.log(Level.INFO, "Removed {0} messages from before {1}", new Object[] {removed, cutoff});
        }
        return removed;
    }

    private long removeAll(long conversation, Instant cutoff) {
        long removed = 0;
        int batch;
        do {
            batch = store.remove(conversation, cutoff);
            removed += batch;
        } while (batch == RetentionStore.AT_ONCE && !stopping && store.lease(node, LEASE));
        return removed;
    }
}
