package org.parley.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.broker.MessageBroker;
import org.parley.delivery.ConnectionRegistry;
import org.parley.protocol.CloseReason;
import org.parley.receipt.Receipts;

/**
 * Stops without losing anything: takes no more, finishes and acknowledges what was taken, then closes with 1001. Where that
 * can't be finished in time, as the database is away, it says so.
 */
@ApplicationScoped
class GracefulStop {
    private static final Logger LOG = Logger.getLogger(GracefulStop.class.getName());

    /** SmallRye Reactive Messaging closes its channels at 50. */
    private static final int BEFORE_MESSAGING = 10;

    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(2);
    private static final Duration CLOSING_POLL = Duration.ofMillis(10);

    @Inject
    private MessageBroker broker;

    @Inject
    private Receipts receipts;

    @Inject
    private ConnectionRegistry connections;

    private final AtomicBoolean stopped = new AtomicBoolean();

    void stop(@Observes @Priority(BEFORE_MESSAGING) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        now();
    }

    /** For good: afterwards nothing is taken any more. Does nothing the second time. */
    void now() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        boolean finished = broker.stop();
        if (finished) {
            receipts.flush();
        }
        long open = connections.count();
        connections.all().forEach(connection -> connection.close(CloseReason.GOING_AWAY));
        awaitClosed();
        LOG.log(
                Level.INFO,
                finished
                        ? "Stopped: everything accepted is stored; {0} connections were told to reconnect"
                        : "Stopped: {0} connections were told to reconnect",
                open);
    }

    /** What was said last is on its way; whose other end is gone is not waited for. */
    private void awaitClosed() {
        long end = System.nanoTime() + CLOSING_LIMIT.toNanos();
        while (connections.count() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(CLOSING_POLL.toNanos());
        }
    }
}
