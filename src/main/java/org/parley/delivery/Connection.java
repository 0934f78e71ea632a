package org.parley.delivery;

import org.parley.protocol.CloseReason;

/** A user's live connection to this node. Thread-safe; nothing here ever blocks. */
public interface Connection {
    /** @return unique among all connections of all nodes */
    String id();

    long user();

    /** @return the log-in that the connection's token comes from */
    String session();

    /** @return whether the device said that it is not in use now */
    boolean away();

    /**
     * Sends a frame after those that were offered before it by the same thread. When too much is waiting, the
     * connection is closed with {@link CloseReason#SLOW_CONSUMER}, and its client resumes from the log.
     *
     * @param frame a JSON object
     */
    void offer(String frame);

    /** Sends what is waiting if the client takes it at once, and closes. */
    void close(CloseReason reason);
}
