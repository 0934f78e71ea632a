package org.parley.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A frame to a client. Messages of the log are {@link Entry}, because REST shows them in the same form. */
public sealed interface ServerFrame {

    /** The first frame on every connection. */
    record Welcome(String user, String connection, String node, Instant time, int maxFrame, Duration heartbeat)
            implements ServerFrame {}

    /**
     * The message with this cid is durable.
     *
     * @param seq its place in the log, with {@code at}, when already known
     */
    record Ack(String cid, long conversation, Optional<Long> seq, Optional<Instant> at) implements ServerFrame {}

    /** An entry of a log. */
    record Message(Entry entry, boolean withCid) implements ServerFrame {}

    /** The cursors of another member, or of the same user on another device, moved forward to these. */
    record ReceiptMoved(long conversation, String user, long delivered, long read) implements ServerFrame {}

    record TypingChanged(long conversation, String user, boolean on) implements ServerFrame {}

    /**
     * Somebody whom this connection watches came, went away or left, or may not be seen any more.
     *
     * @param lastSeen when they were active last, if they are offline and it is known
     */
    record PresenceChanged(String user, PresenceState state, Optional<Instant> lastSeen) implements ServerFrame {}

    /**
     * A conversation appeared or changed for this user, or went away.
     *
     * @param summaryJson the conversation as REST shows it; empty if it is gone for this user
     */
    record ConversationChanged(long conversation, Optional<String> summaryJson) implements ServerFrame {}

    /**
     * What somebody is to this user has changed.
     *
     * @param text what came with a request
     */
    record ContactChanged(String user, String name, String state, Optional<String> text) implements ServerFrame {}

    /**
     * This user has chosen other settings, on one of their devices.
     *
     * @param settingsJson as REST shows them
     */
    record SettingsChanged(String settingsJson) implements ServerFrame {}

    /**
     * A step of a call.
     *
     * @param user who took it: the other one, or this user on another device
     * @param connection theirs; empty if it was the server
     */
    record Signal(String call, String user, Optional<String> connection, SignalEvent event, Optional<String> dataJson)
            implements ServerFrame {}

    /** The answer to a {@link ClientFrame.Ping}. */
    record Pong() implements ServerFrame {}

    /**
     * A frame was refused.
     *
     * @param cid of the {@code send} that it was
     * @param call of the {@code signal} that it was
     */
    record Error(Refusal refusal, Optional<String> cid, Optional<String> call) implements ServerFrame {
        public Error(Refusal refusal, Optional<String> cid) {
            this(refusal, cid, Optional.empty());
        }
    }
}
