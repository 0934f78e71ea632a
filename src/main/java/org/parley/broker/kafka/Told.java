package org.parley.broker.kafka;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

import org.parley.conversation.OpenConversation.Changes;
import org.parley.delivery.Posted;
import org.parley.protocol.Entry;

/**
 * What all nodes are told of an entry.
 *
 * @param audience who gets it, if they are few; else each node finds out by the version of the members
 */
record Told(Posted posted, Optional<Collection<Long>> audience) {
    static final int FEW = 32;

    String encode() {
        Entry entry = posted.entry();
        return Envelope.encode(
                head -> {
                    head.write("conversation", entry.conversation())
                            .write("seq", entry.seq())
                            .write("sender", posted.sender())
                            .write("from", entry.from())
                            .write("cid", entry.cid())
                            .write("kind", entry.kind())
                            .write("at", ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()))
                            .write("version", posted.membersVersion());
                    posted.origin().ifPresent(origin -> head.write("origin", origin));
                    audience.ifPresent(users -> write(head, "to", users));
                    Changes changes = posted.changes();
                    if (!changes.isEmpty()) {
                        write(head, "joined", changes.joined());
                        write(head, "departed", changes.departed());
                        head.write("summary", changes.summary());
                    }
                },
                entry.contentJson());
    }

    /** @throws RuntimeException if it is not one */
    static Told decode(Envelope envelope) {
        JsonObject head = envelope.head();
        Entry entry = new Entry(
                number(head, "conversation"),
                number(head, "seq"),
                head.getString("from"),
                head.getString("cid"),
                head.getString("kind"),
                Instant.EPOCH.plus(number(head, "at"), ChronoUnit.MICROS),
                envelope.body());
        Changes changes = head.containsKey("joined")
                ? new Changes(
                        Set.copyOf(longs(head, "joined")),
                        Set.copyOf(longs(head, "departed")),
                        head.getBoolean("summary"))
                : Changes.NONE;
        return new Told(
                new Posted(
                        entry,
                        number(head, "sender"),
                        Optional.ofNullable(head.getString("origin", null)),
                        number(head, "version"),
                        changes),
                head.containsKey("to") ? Optional.of(longs(head, "to")) : Optional.empty());
    }

    static long number(JsonObject head, String field) {
        return head.getJsonNumber(field).longValueExact();
    }

    static Collection<Long> longs(JsonObject head, String field) {
        JsonArray array = head.getJsonArray(field);
        Set<Long> longs = new HashSet<>();
        for (JsonNumber number : array.getValuesAs(JsonNumber.class)) {
            longs.add(number.longValueExact());
        }
        return longs;
    }

    static void write(JsonGenerator head, String field, Collection<Long> numbers) {
        head.writeStartArray(field);
        numbers.forEach(head::write);
        head.writeEnd();
    }
}
