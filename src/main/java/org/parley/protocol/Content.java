package org.parley.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an entry of a conversation's log says: its kind and the kind's fields. A kind is one record here; its place in
 * JSON is {@link ContentCodec}, its rules are an {@code EntryRule} of the message log.
 */
public sealed interface Content {

    /** @return the kind as it stands on the wire */
    String kind();

    enum Kind {
        TEXT("text", true),
        MEMBER("member", false);

        private static final Map<String, Kind> BY_WIRE =
                Stream.of(values()).collect(Collectors.toUnmodifiableMap(Kind::wire, k -> k));

        private final String wire;
        private final boolean counted;

        Kind(String wire, boolean counted) {
            this.wire = wire;
            this.counted = counted;
        }

        public String wire() {
            return wire;
        }

        /** @return whether an entry of this kind by somebody else is one more unread message */
        public boolean counted() {
            return counted;
        }

        public static Optional<Kind> of(String wire) {
            return Optional.ofNullable(BY_WIRE.get(wire));
        }
    }

    /**
     * A text.
     *
     * @param text 1 to 10,000 characters (Unicode code points), not only white space
     * @param replyTo the seq of the entry that this one answers
     * @param mentions handles of the members that this text names; at most {@value #MAX_MENTIONS}
     */
    record Text(String text, Optional<Long> replyTo, List<String> mentions) implements Content {
        public static final int MAX_CHARACTERS = 10_000;
        public static final int MAX_MENTIONS = 100;

        public Text {
            Checks.text("text", text, MAX_CHARACTERS);
            replyTo.ifPresent(seq -> Checks.seq("replyTo", seq));
            if (mentions.size() > MAX_MENTIONS) {
                throw new Refusal(ErrorCode.MALFORMED, "mentions has at most " + MAX_MENTIONS + " users");
            }
            mentions = List.copyOf(mentions);
        }

        @Override
        public String kind() {
            return Kind.TEXT.wire();
        }
    }

    /**
     * A change of a conversation or of its members, appended by the server alone when somebody makes it.
     *
     * @param users handles of those whom it is about
     * @param name the new name, for {@link Event#RENAMED} and {@link Event#CREATED}
     * @param role the new role, for {@link Event#ROLE}
     */
    record Membership(Event event, List<String> users, Optional<String> name, Optional<String> role)
            implements Content {

        public enum Event {
            CREATED("created"),
            JOINED("joined"),
            LEFT("left"),
            REMOVED("removed"),
            RENAMED("renamed"),
            NOTICE("notice"),
            ROLE("role");

            private static final Map<String, Event> BY_WIRE =
                    Stream.of(values()).collect(Collectors.toUnmodifiableMap(Event::wire, e -> e));

            private final String wire;

            Event(String wire) {
                this.wire = wire;
            }

            public String wire() {
                return wire;
            }

            public static Optional<Event> of(String wire) {
                return Optional.ofNullable(BY_WIRE.get(wire));
            }
        }

        public Membership {
            users = List.copyOf(users);
        }

        public static Membership of(Event event, List<String> users) {
            return new Membership(event, users, Optional.empty(), Optional.empty());
        }

        @Override
        public String kind() {
            return Kind.MEMBER.wire();
        }
    }

    /**
     * What another node has judged already, and this one passes on as it is: perhaps of a kind that only a newer version
     * knows.
     */
    record Opaque(String kind) implements Content {}

    /** The kinds that clients may send; the others are the server's. */
    Set<Kind> SENDABLE = Set.of(Kind.TEXT);
}
