package org.parley.protocol;

import java.time.Instant;

/**
 * An entry of a conversation's log.
 *
 * @param seq 1, 2, 3, … without gaps in its conversation
 * @param from the sender's handle
 * @param kind as it stands on the wire; in a rolling upgrade it may be one that only newer nodes know
 * @param contentJson the kind's fields as one JSON object, written by {@link ContentCodec}: it is encoded once, stored
 *     as it is, and sent as it is
 */
public record Entry(long conversation, long seq, String from, String cid, String kind, Instant at, String contentJson) {

    /** Begins the cids that the server itself chooses; no client's cid may. */
    public static final String SERVER_CID = "~";

    /** @return whether the sender made no frame of it, but a request, so that the cid means nothing to them */
    public boolean madeByServer() {
        return cid.startsWith(SERVER_CID);
    }
}
