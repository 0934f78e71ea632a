package org.parley.gateway;

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

/** Stops without losing anything: takes no more, finishes and acknowledges what was taken, then closes with 1001. */
@ApplicationScoped
class GracefulStop {
    private static final Logger LOG = Logger.getLogger(GracefulStop.class.getName());

    /** SmallRye Reactive Messaging closes its channels at 50. */
    private static final int BEFORE_MESSAGING = 10;

    @Inject
    private MessageBroker broker;

    @Inject
    private Receipts receipts;

    @Inject
    private ConnectionRegistry connections;

    void stop(@Observes @Priority(BEFORE_MESSAGING) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        broker.stop();
        receipts.flush();
        long open = connections.count();
        connections.all().forEach(connection -> connection.close(CloseReason.GOING_AWAY));
        LOG.log(Level.INFO, "Stopped: everything accepted is stored; {0} connections were told to reconnect", open);
    }
}
