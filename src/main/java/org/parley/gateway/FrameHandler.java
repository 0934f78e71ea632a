package org.parley.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.parley.broker.MessageBroker;
import org.parley.broker.MessageBroker.Published;
import org.parley.call.Calls;
import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.conversation.Operation;
import org.parley.delivery.Distribution;
import org.parley.file.Attachments;
import org.parley.message.History;
import org.parley.message.Submission;
import org.parley.presence.Presences;
import org.parley.presence.Watchers;
import org.parley.protocol.Attachment;
import org.parley.protocol.ClientFrame;
import org.parley.protocol.Content;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.PresenceState;
import org.parley.protocol.Refusal;
import org.parley.protocol.ServerFrame;
import org.parley.protocol.SignalEvent;
import org.parley.protocol.Text;
import org.parley.protocol.Voice;
import org.parley.receipt.Receipts;
import org.parley.user.UserRef;

/** What each frame of a client sets in motion. Every frame that is refused is answered. */
@ApplicationScoped
class FrameHandler {
    private static final Logger LOG = Logger.getLogger(FrameHandler.class.getName());

    @Inject
    private MessageBroker broker;

    @Inject
    private DirectConversations directs;

    @Inject
    private Attachments attachments;

    @Inject
    private History history;

    @Inject
    private Receipts receipts;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Distribution distribution;

    @Inject
    private Calls calls;

    @Inject
    private Presences presences;

    @Inject
    private Watchers watchers;

    @Inject
    private TokenRenewal renewal;

    @Inject
    private Clock clock;

    @Inject
    private MeterRegistry metrics;

    private Timer ackLatency;
    private Counter received;

    @PostConstruct
    void measure() {
        ackLatency = Timer.builder("parley.ack")
                .description("From the arrival of a message to its acknowledgement")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(metrics);
        received = Counter.builder("parley.messages.received")
                .description("Messages that clients sent and that went on to the broker")
                .register(metrics);
    }

    /** All counters are there from the start: an alarm sees no growth from nothing to one. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        for (ErrorCode code : ErrorCode.values()) {
            errors(code);
        }
    }

    private Counter errors(ErrorCode code) {
        return Counter.builder("parley.errors")
                .description("Frames that were refused")
                .tag("code", code.wire())
                .register(metrics);
    }

    /** @return whether {@link #handle} may have to wait for the database, instead of looking into memory alone */
    boolean mayWait(WebSocketConnection connection, ClientFrame frame) {
        if (frame instanceof ClientFrame.Send send) {
            return attachments.concerns(send.content())
                    || send.target() instanceof ClientFrame.Target.ToUser to
                            && directs.remembered(connection.userRef(), to.handle())
                                    .isEmpty();
        }
        if (frame instanceof ClientFrame.Receipt receipt) {
            return directory.remembered(receipt.conversation()).isEmpty();
        }
        if (frame instanceof ClientFrame.Typing typing) {
            return directory.remembered(typing.conversation()).isEmpty();
        }
        if (frame instanceof ClientFrame.Signal signal) {
            return !calls.passes(signal);
        }
        return frame instanceof ClientFrame.Auth || frame instanceof ClientFrame.Watch;
    }

    void handle(WebSocketConnection connection, ClientFrame frame) {
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
            } else if (frame instanceof ClientFrame.Presence presence) {
                connection.away(presence.state() == PresenceState.AWAY);
                presences.deviceChanged(connection.user());
            } else if (frame instanceof ClientFrame.Watch watch) {
                watchers.watch(connection, watch.users());
            } else if (frame instanceof ClientFrame.Signal signal) {
                signal(connection, signal);
            } else if (frame instanceof ClientFrame.Auth auth) {
                renewal.renew(connection, auth.token());
            } else if (frame instanceof ClientFrame.Ping) {
                connection.offer(FrameCodec.encode(new ServerFrame.Pong()));
            } else if (frame instanceof ClientFrame.Refused refused) {
                throw refused.refusal();
            }
        } catch (Refusal refusal) {
            refuse(connection, frame, refusal);
        } catch (RuntimeException e) {
            // The database, most likely. Whatever it is, the sender gets an answer.
            LOG.log(
                    Level.WARNING,
                    "A frame of user " + connection.user() + " failed [connection " + connection.id()
                            + cid(frame).map(cid -> ", cid " + cid).orElse("") + "]",
                    e);
            refuse(connection, frame, e);
        }
    }

    private void send(WebSocketConnection connection, ClientFrame.Send send) {
        Submission submission;
        try {
            submission = submission(connection, send);
        } catch (Refusal refusal) {
            // What was sent before is acknowledged again, though its file or the other user may be gone meanwhile.
            Entry known = history.sent(connection.user(), send.cid()).orElseThrow(() -> refusal);
            acknowledge(connection, send, known.conversation(), Optional.of(known.seq()), Optional.of(known.at()));
            return;
        }
        received.increment();
        Timer.Sample arrival = Timer.start(metrics);
        CompletableFuture<Published> result = new CompletableFuture<>();
        result.whenComplete((published, failure) -> {
            arrival.stop(ackLatency);
            if (published != null) {
                acknowledge(connection, send, published.conversation(), published.seq(), published.at());
            } else {
                refuse(connection, send, failure);
            }
        });
        broker.publish(submission, result);
    }

    private Submission submission(WebSocketConnection connection, ClientFrame.Send send) {
        UserRef sender = connection.userRef();
        Content content = attachments.complete(sender, send.content());
        long conversation = send.target() instanceof ClientFrame.Target.ToConversation to
                ? to.conversation()
                : direct(sender, ((ClientFrame.Target.ToUser) send.target()).handle(), content);
        return Submission.of(sender, conversation, send.cid(), content, connection.id());
    }

    private long direct(UserRef sender, String handle, Content content) {
        return begins(content, sender, handle)
                ? directs.between(sender, handle)
                : directs.existing(sender, handle)
                        .orElseThrow(
                                () -> new Refusal(ErrorCode.NOT_FOUND, "There is nothing yet that this refers to."));
    }

    /** Whether it can be the first word between two: it refers to nothing, and names nobody else. */
    private static boolean begins(Content content, UserRef sender, String handle) {
        return content instanceof Text text
                ? text.replyTo().isEmpty()
                        && text.mentions().stream()
                                .allMatch(
                                        user -> user.equalsIgnoreCase(handle) || user.equalsIgnoreCase(sender.handle()))
                : content instanceof Attachment || content instanceof Voice;
    }

    private static void acknowledge(
            WebSocketConnection connection,
            ClientFrame.Send send,
            long conversation,
            Optional<Long> seq,
            Optional<Instant> at) {
        connection.offer(FrameCodec.encode(new ServerFrame.Ack(send.cid(), conversation, seq, at)));
    }

    private void typing(WebSocketConnection connection, ClientFrame.Typing typing) {
        Members members = directory.seenBy(connection.user(), typing.conversation());
        if (!members.surelyLet(connection.user(), Operation.WRITE, clock.instant())) {
            return;
        }
        distribution.toMembers(
                typing.conversation(),
                OptionalLong.of(connection.user()),
                new ServerFrame.TypingChanged(
                        typing.conversation(), connection.userRef().handle(), typing.on()));
    }

    private void signal(WebSocketConnection connection, ClientFrame.Signal signal) {
        if (signal.event() == SignalEvent.INVITE) {
            long conversation = directs.between(connection.userRef(), signal.user());
            calls.invite(connection.userRef(), connection.id(), signal, conversation);
        } else {
            calls.signal(connection.userRef(), connection.id(), signal);
        }
    }

    /** Tells the sender of a frame why it was not carried out. */
    void refuse(WebSocketConnection connection, ClientFrame frame, Throwable failure) {
        Refusal refusal = failure instanceof Refusal answer
                ? answer
                : Refusal.unavailable("The server could not do this now; try again.");
        errors(refusal.code()).increment();
        connection.offer(FrameCodec.encode(new ServerFrame.Error(refusal, cid(frame), call(frame))));
    }

    private static Optional<String> cid(ClientFrame frame) {
        if (frame instanceof ClientFrame.Send send) {
            return Optional.of(send.cid());
        }
        return frame instanceof ClientFrame.Refused refused ? refused.cid() : Optional.empty();
    }

    private static Optional<String> call(ClientFrame frame) {
        if (frame instanceof ClientFrame.Signal signal) {
            return Optional.of(signal.call());
        }
        return frame instanceof ClientFrame.Refused refused ? refused.call() : Optional.empty();
    }
}
