package org.parley.protocol;

import java.time.Instant;

/**
 * An entry of a conversation's log.
 *
 * @param seq 1, 2, 3, … without gaps in its conversation
 * @param from the sender's handle
 * @param contentJson the kind's fields as one JSON object, written by {@link ContentCodec}: it is encoded once, stored
 *     as it is, and sent as it is
 */
public record Entry(
        long conversation, long seq, String from, String cid, Content.Kind kind, Instant at, String contentJson) {}
