package org.parley.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.call.LateDevices;
import org.parley.config.Settings;
import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Drops;
import org.parley.protocol.ClientFrame;
import org.parley.protocol.CloseReason;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.Refusal;
import org.parley.protocol.ServerFrame;
import org.parley.security.ParleyPrincipal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Lets connections in and out, and takes their messages apart, as far and as fast as is allowed. */
@ApplicationScoped
class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class.getName());

    @Inject
    private Settings settings;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private ConnectionWriters writers;

    @Inject
    private IntakeWorkers workers;

    @Inject
    private Drops drops;

    @Inject
    private RateLimits rates;

    @Inject
    private FrameHandler handler;

    @Inject
    private LateDevices lateDevices;

    @Inject
    private UserDirectory users;

    @Inject
    private Clock clock;

    @Inject
    private MeterRegistry metrics;

    @PostConstruct
    void measure() {
        Gauge.builder("parley.connections", connections, ConnectionRegistry::count)
                .description("Open connections")
                .register(metrics);
    }

    /**
     * Welcomes and registers a connection.
     *
     * @param known is told of it before that: it may end at any moment, and then somebody has to know which one it was
     */
    void open(Session session, Consumer<WebSocketConnection> known) {
        if (!(session.getUserPrincipal() instanceof ParleyPrincipal principal)) {
            throw new IllegalStateException("A handshake was let through without a principal of Parley's");
        }
        UserRef user = users.byId(principal.userId()).orElseThrow();
        WebSocketConnection connection = new WebSocketConnection(
                session, user, principal.sessionId(), principal.expiresAt(), settings.connections(), writers, drops);
        connection.takeWith(new Intake(frame -> handler.handle(connection, frame), workers::handle));
        String welcome = FrameCodec.encode(new ServerFrame.Welcome(
                user.handle(),
                connection.id(),
                settings.node(),
                clock.instant(),
                settings.connections().maxFrame(),
                settings.connections().heartbeat()));
        known.accept(connection);
        connection.begin(welcome, () -> register(connection));
        if (connection.isOver()) {
            // Perhaps before it was registered.
            connections.remove(connection);
            return;
        }
        lateDevices.connected(connection);
    }

    private void register(WebSocketConnection connection) {
        if (connections.add(connection) > settings.connections().perUser()) {
            connections.remove(connection);
            connection.close(CloseReason.FLOODING);
        }
    }

    void closed(WebSocketConnection connection, int code) {
        connection.over();
        connections.remove(connection);
        LOG.log(Level.FINE, "Connection {0} closed with {1}", new Object[] {connection.id(), code});
    }

    void received(WebSocketConnection connection, String message) {
        connection.heard();
        if (connection.isClosing() || connection.condemned() != null) {
            return;
        }
        if (WebSocketConnection.utf8Length(message) > settings.connections().maxFrame()) {
            connection.close(CloseReason.TOO_LARGE);
            return;
        }
        TokenBucket bucket = rates.of(connection.user());
        List<ClientFrame> frames = FrameCodec.decode(message);
        if (frames.isEmpty()) {
            // There is nothing to refuse, but who sends nothing without end floods, too.
            bucket.take();
            if (bucket.exhausted()) {
                connection.condemn(CloseReason.FLOODING);
            }
            return;
        }
        for (ClientFrame frame : frames) {
            Optional<Duration> wait = bucket.take();
            if (bucket.exhausted()) {
                connection.condemn(CloseReason.FLOODING);
                return;
            }
            if (wait.isPresent()) {
                handler.refuse(
                        connection, frame, new Refusal(ErrorCode.RATE_LIMITED, "You send too fast.", wait.get()));
            } else {
                take(connection, frame);
            }
        }
    }

    private void take(WebSocketConnection connection, ClientFrame frame) {
        if (frame instanceof ClientFrame.Ping) {
            // At once, whatever else of this connection waits for the database.
            handler.handle(connection, frame);
            return;
        }
        Intake intake = connection.intake();
        try {
            if (!intake.offer(frame, handler.mayWait(connection, frame))) {
                handler.refuse(connection, frame, Refusal.overloaded());
            }
        } catch (RejectedExecutionException e) {
            intake.giveUp().forEach(waiting -> handler.refuse(connection, waiting, Refusal.overloaded()));
        }
    }
}
