package org.parley.protocol;

import java.util.List;
import java.util.Optional;

/** A frame from a client, well-formed by the time it is one of these records. */
public sealed interface ClientFrame {

    /**
     * Append to a conversation's log.
     *
     * @param cid the sender's own id of this message; the same sender and cid is the same message for ever
     */
    record Send(String cid, Target target, Content content) implements ClientFrame {
        public Send {
            Checks.cid(cid);
        }
    }

    /** Where a message goes. */
    sealed interface Target {
        record ToConversation(long conversation) implements Target {}

        /** The direct conversation with a user, opened on first use. */
        record ToUser(String handle) implements Target {}
    }

    /** Everything up to these seqs has arrived at, or been read by, this user. At least one of the two is there. */
    record Receipt(long conversation, Optional<Long> delivered, Optional<Long> read) implements ClientFrame {
        public Receipt {
            if (delivered.isEmpty() && read.isEmpty()) {
                throw new Refusal(ErrorCode.MALFORMED, "a receipt has delivered, read or both");
            }
            delivered.ifPresent(seq -> Checks.seq("delivered", seq));
            read.ifPresent(seq -> Checks.seq("read", seq));
        }
    }

    /** The user began or ceased to type; never stored. */
    record Typing(long conversation, boolean on) implements ClientFrame {}

    /** Whether this device is in use: online or away. Every device is online until it says otherwise. */
    record Presence(PresenceState state) implements ClientFrame {}

    /**
     * Whose presence this connection wants to know from now on, instead of those it named before.
     *
     * @param users handles, at most {@value #MAX_USERS}
     */
    record Watch(List<String> users) implements ClientFrame {
        public static final int MAX_USERS = 200;

        public Watch {
            users = List.copyOf(users);
            if (users.size() > MAX_USERS) {
                throw new Refusal(ErrorCode.TOO_LARGE, "users has at most " + MAX_USERS + " entries");
            }
        }
    }

    /**
     * A step of a call, or what the two devices in it tell each other; never stored.
     *
     * @param call the caller's own id of the call, like a cid
     * @param user the handle of the other one
     * @param dataJson a JSON object that the server passes on as it is, of at most {@value #MAX_DATA} characters
     */
    record Signal(String call, String user, SignalEvent event, Optional<String> dataJson) implements ClientFrame {
        public static final int MAX_DATA = 16_384;

        public Signal {
            Checks.call(call);
            if (dataJson.filter(data -> data.length() > MAX_DATA).isPresent()) {
                throw new Refusal(ErrorCode.TOO_LARGE, "data has at most " + MAX_DATA + " characters");
            }
        }
    }

    /** A fresh token for this connection. */
    record Auth(String token) implements ClientFrame {
        @Override
        public String toString() {
            return "Auth[token withheld]";
        }
    }

    /** Whether anybody is there, to be answered at once: programs in a browser don't see the pings of WebSocket itself. */
    record Ping() implements ClientFrame {}

    /**
     * Something that is none of the above, with what its sender is told.
     *
     * @param call if it was to be a {@link Signal}
     */
    record Refused(Optional<String> cid, Optional<String> call, Refusal refusal) implements ClientFrame {}
}
