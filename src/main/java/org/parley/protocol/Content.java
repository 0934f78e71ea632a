package org.parley.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * What an entry of a conversation's log says. A kind of message is one record that implements this, with its fields, their
 * bounds and their place in JSON; one line of {@link Kind}; and one {@code EntryRule}: who may append it, and what else it
 * changes.
 */
public sealed interface Content
        permits Text, Attachment, Voice, Edit, Recall, Reaction, Membership, CallRecord, Content.Opaque {

    /** @return the kind as it stands on the wire */
    String kind();

    /** Writes the kind's fields into an object that is open; at least one. */
    void write(JsonGenerator generator);

    /** What a kind is there for. */
    enum Use {
        /** Somebody says it: it counts as unread, and can be replied to. */
        SAID,
        /** Somebody changes with it what an earlier entry says; it has a {@code target}, and does not count as unread. */
        CHANGE,
        /** The server alone appends it, to tell what happened. */
        RECORD,
        /** The same, and it counts as unread. */
        NEWS
    }

    enum Kind {
        TEXT("text", Use.SAID, Text::read),
        FILE("file", Use.SAID, Attachment::read),
        VOICE("voice", Use.SAID, Voice::read),
        EDIT("edit", Use.CHANGE, Edit::read),
        RECALL("recall", Use.CHANGE, Recall::read),
        REACTION("reaction", Use.CHANGE, Reaction::read),
        MEMBER("member", Use.RECORD, Membership::read),
        CALL("call", Use.NEWS, CallRecord::read);

        private static final Map<String, Kind> BY_WIRE =
                Stream.of(values()).collect(Collectors.toUnmodifiableMap(Kind::wire, k -> k));

        private final String wire;
        private final Use use;
        private final Function<JsonObject, Content> reader;

        Kind(String wire, Use use, Function<JsonObject, Content> reader) {
            this.wire = wire;
            this.use = use;
            this.reader = reader;
        }

        public String wire() {
            return wire;
        }

        /** @return whether somebody says something with it, so that it can be recalled, and reacted to */
        public boolean said() {
            return use == Use.SAID;
        }

        /** @return whether clients may send it */
        public boolean sendable() {
            return use != Use.RECORD && use != Use.NEWS;
        }

        /** @return whether an entry of this kind by somebody else is one more unread message */
        public boolean counted() {
            return use == Use.SAID || use == Use.NEWS;
        }

        /** @throws Refusal if the fields are not those of this kind, or beyond their bounds */
        Content read(JsonObject fields) {
            return reader.apply(fields);
        }

        public static Optional<Kind> of(String wire) {
            return Optional.ofNullable(BY_WIRE.get(wire));
        }
    }

    /**
     * What another node has judged already, and this one passes on as it is: perhaps of a kind that only a newer version
     * knows.
     */
    record Opaque(String kind) implements Content {
        @Override
        public void write(JsonGenerator generator) {
            throw new IllegalArgumentException("Its JSON is known only to who made it.");
        }
    }
}
