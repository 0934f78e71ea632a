package org.parley.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.delivery.ConnectionRegistry;
import org.parley.protocol.CloseReason;
import org.parley.timer.Timers;

/**
 * Once a second: pings connections whose ping is due, gives up those that have been silent for two heartbeats (their
 * other end is gone, and TCP has not noticed), and closes those whose token has expired or that have been condemned. While
 * the database is away nobody can get a fresh token, and those who are connected stay so. Then sees to frames for which there
 * was no thread when they came.
 */
@ApplicationScoped
class Heartbeat {
    private static final Logger LOG = Logger.getLogger(Heartbeat.class.getName());

    @Inject
    private Timers timers;

    @Inject
    private ConnectionWriters writers;

    @Inject
    private IntakeWorkers intakes;

    @Inject
    private Settings settings;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private EndedSessions sessions;

    @Inject
    private Clock clock;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        timers.every(Duration.ofSeconds(1), this::beat);
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
        writers.resume();
        intakes.resume();
    }

    private void beat(WebSocketConnection connection, Instant now, long interval) {
        if (connection.isOver()) {
            // Not every container says so of one that is reset while it is opened.
            connections.remove(connection);
        } else if (connection.isClosingFor(interval)) {
            // What was on its way does not get through, so neither does the close.
            connections.remove(connection);
            connection.giveUp();
        } else if (connection.condemned() != null) {
            connection.close(connection.condemned());
        } else if (!now.isBefore(connection.expiresAt()) && sessions.couldRenew()) {
            connection.close(CloseReason.TOKEN_EXPIRED);
        } else if (connection.isSilentFor(2 * interval)) {
            connections.remove(connection);
            connection.giveUp();
        } else if (connection.nanosSincePing() > interval) {
            connection.ping();
        }
    }
}
