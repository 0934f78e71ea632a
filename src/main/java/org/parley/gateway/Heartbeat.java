package org.parley.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.delivery.ConnectionRegistry;
import org.parley.protocol.CloseReason;

/**
 * Once a second: pings connections whose ping is due, gives up those that have been silent for two heartbeats (their
 * other end is gone, and TCP has not noticed), and closes those whose token has expired or that have been condemned.
 */
@ApplicationScoped
class Heartbeat {
    private static final Logger LOG = Logger.getLogger(Heartbeat.class.getName());

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private Settings settings;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Clock clock;

    private ScheduledFuture<?> beats;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        beats = scheduler.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        if (beats != null) {
            beats.cancel(false);
        }
    }

    private void beat() {
        Instant now = clock.instant();
        long interval = settings.connections().heartbeat().toNanos();
        connections
                .all()
                .filter(WebSocketConnection.class::isInstance)
                .map(WebSocketConnection.class::cast)
                .forEach(connection -> {
                    try {
                        beat(connection, now, interval);
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "Connection " + connection.id() + " could not be looked after", e);
                    }
                });
    }

    private void beat(WebSocketConnection connection, Instant now, long interval) {
        if (connection.condemned() != null) {
            connection.close(connection.condemned());
        } else if (!now.isBefore(connection.expiresAt())) {
            connection.close(CloseReason.TOKEN_EXPIRED);
        } else if (connection.nanosSinceHeard() > 2 * interval) {
            connections.remove(connection);
            connection.giveUp();
        } else if (connection.nanosSincePing() > interval) {
            connection.ping();
        }
    }
}
