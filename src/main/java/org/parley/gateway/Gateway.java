package org.parley.gateway;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.parley.broker.MessageBroker;
import org.parley.config.Settings;
import org.parley.conversation.MemberDirectory;
import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Delivery;
import org.parley.delivery.Drops;
import org.parley.message.Submission;
import org.parley.protocol.ClientFrame;
import org.parley.protocol.CloseReason;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.Refusal;
import org.parley.protocol.ServerFrame;
import org.parley.receipt.Receipts;
import org.parley.security.ParleyPrincipal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** What each frame of a client sets in motion. */
@ApplicationScoped
public class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class.getName());
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Settings settings;
    private final MessageBroker broker;
    private final DirectConversations directs;
    private final Receipts receipts;
    private final Delivery delivery;
    private final ConnectionRegistry connections;
    private final ConnectionWriters writers;
    private final Drops drops;
    private final RateLimits rates;
    private final MemberDirectory directory;
    private final UserDirectory users;
    private final TokenRenewal renewal;
    private final Clock clock;
    private final Timer ackLatency;
    private final MeterRegistry metrics;

    /** For the container's proxies. */
    protected Gateway() {
        this(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @Inject
    Gateway(
            Settings settings,
            MessageBroker broker,
            DirectConversations directs,
            Receipts receipts,
            Delivery delivery,
            ConnectionRegistry connections,
            ConnectionWriters writers,
            Drops drops,
            RateLimits rates,
            MemberDirectory directory,
            UserDirectory users,
            TokenRenewal renewal,
            Clock clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.broker = broker;
        this.directs = directs;
        this.receipts = receipts;
        this.delivery = delivery;
        this.connections = connections;
        this.writers = writers;
        this.drops = drops;
        this.rates = rates;
        this.directory = directory;
        this.users = users;
        this.renewal = renewal;
        this.clock = clock;
        this.metrics = metrics;
        this.ackLatency = metrics == null ? null : ackLatency(metrics);
        if (metrics != null) {
            Gauge.builder("parley.connections", connections, ConnectionRegistry::count)
                    .description("Open connections")
                    .register(metrics);
        }
    }

    private static Timer ackLatency(MeterRegistry metrics) {
        return Timer.builder("parley.ack")
                .description("From the arrival of a message to its acknowledgement")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(metrics);
    }

    /** @return the connection, welcomed and registered; empty if it may not stay */
    Optional<WebSocketConnection> open(Session session) {
        Principal principal = session.getUserPrincipal();
        if (!(principal instanceof ParleyPrincipal parley)) {
            throw new IllegalStateException("The handshake was let through without a Parley principal: " + principal);
        }
        UserRef user = users.byIds(List.of(parley.userId())).get(parley.userId());
        WebSocketConnection connection = new WebSocketConnection(
                session, user, parley.sessionId(), parley.expiresAt(), settings.connections(), writers, drops);
        connection.offer(FrameCodec.encode(new ServerFrame.Welcome(
                user.handle(),
                connection.id(),
                settings.node(),
                clock.instant(),
                settings.connections().maxFrame(),
                settings.connections().heartbeat())));
        if (connections.add(connection) > settings.connections().perUser()) {
            connections.remove(connection);
            connection.close(CloseReason.FLOODING);
        }
        return Optional.of(connection);
    }

    void closed(WebSocketConnection connection, int code) {
        connection.over();
        connections.remove(connection);
        LOG.log(Level.FINE, "Connection {0} closed with {1}", new Object[] {connection.id(), code});
    }

    void received(WebSocketConnection connection, String message) {
        connection.heard();
        if (WebSocketConnection.utf8Length(message) > settings.connections().maxFrame()) {
            connection.close(CloseReason.TOO_LARGE);
            return;
        }
        for (ClientFrame frame : FrameCodec.decode(message)) {
            TokenBucket bucket = rates.of(connection.user());
            Optional<Duration> wait = bucket.take();
            if (bucket.exhausted()) {
                connection.close(CloseReason.FLOODING);
                return;
            }
            if (wait.isPresent()) {
                refuse(connection, frame, new Refusal(ErrorCode.RATE_LIMITED, "You send too fast.", wait.get()));
            } else {
                handle(connection, frame);
            }
        }
    }

    private void handle(WebSocketConnection connection, ClientFrame frame) {
        try {
            if (frame instanceof ClientFrame.Send send) {
                send(connection, send);
            } else if (frame instanceof ClientFrame.Receipt receipt) {
                receipts.moved(
                        receipt.conversation(),
                        connection.userRef(),
                        receipt.delivered().orElse(0L),
                        receipt.read().orElse(0L));
            } else if (frame instanceof ClientFrame.Typing typing) {
                typing(connection, typing);
            } else if (frame instanceof ClientFrame.Auth auth) {
                renewal.renew(connection, auth.token());
            } else if (frame instanceof ClientFrame.Refused refused) {
                throw refused.refusal();
            }
        } catch (Refusal refusal) {
            refuse(connection, frame, refusal);
        } catch (RuntimeException e) {
            // The database, most likely. Whatever it is, the sender gets an answer.
            LOG.log(Level.WARNING, "A frame of user " + connection.user() + " failed", e);
            refuse(
                    connection,
                    frame,
                    new Refusal(ErrorCode.UNAVAILABLE, "The server could not do this now; try again.", RETRY_AFTER));
        }
    }

    private void send(WebSocketConnection connection, ClientFrame.Send send) {
        long conversation = send.target() instanceof ClientFrame.Target.ToConversation to
                ? to.conversation()
                : directs.between(connection.userRef(), ((ClientFrame.Target.ToUser) send.target()).handle());
        Timer.Sample arrival = Timer.start(metrics);
        broker.publish(Submission.of(connection.userRef(), conversation, send.cid(), send.content(), connection.id()))
                .whenComplete((published, failure) -> {
                    arrival.stop(ackLatency);
                    if (published != null) {
                        connection.offer(FrameCodec.encode(new ServerFrame.Ack(
                                send.cid(), published.conversation(), published.seq(), published.at())));
                    } else {
                        refuse(connection, send, failure);
                    }
                });
    }

    private void typing(WebSocketConnection connection, ClientFrame.Typing typing) {
        var members = directory
                .of(typing.conversation())
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
        if (!members.contains(connection.user())) {
            throw new Refusal(ErrorCode.FORBIDDEN, "You are not a member of this conversation.");
        }
        List<Long> others = members.users().stream()
                .filter(user -> user != connection.user())
                .toList();
        delivery.send(
                others,
                new ServerFrame.TypingChanged(
                        typing.conversation(), connection.userRef().handle(), typing.on()));
    }

    private void refuse(WebSocketConnection connection, ClientFrame frame, Throwable failure) {
        Refusal refusal = failure instanceof Refusal answer
                ? answer
                : new Refusal(ErrorCode.UNAVAILABLE, "The server could not do this now; try again.", RETRY_AFTER);
        metrics.counter("parley.errors", "code", refusal.code().wire()).increment();
        connection.offer(FrameCodec.encode(new ServerFrame.Error(refusal, cid(frame))));
    }

    private static Optional<String> cid(ClientFrame frame) {
        if (frame instanceof ClientFrame.Send send) {
            return Optional.of(send.cid());
        }
        return frame instanceof ClientFrame.Refused refused ? refused.cid() : Optional.empty();
    }
}
