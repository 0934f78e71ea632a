package org.parley.jpa;

import java.io.Serializable;

/** The primary key of everything that there is once for an entry of the log: the log's own rows lie in its order. */
public class EntryKey implements Serializable {
    private static final long serialVersionUID = 1;

    private long conversationId;
    private long seq;

    /** For the persistence provider. */
    public EntryKey() {}

    public EntryKey(long conversationId, long seq) {
        this.conversationId = conversationId;
        this.seq = seq;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryKey key && conversationId == key.conversationId && seq == key.seq;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(conversationId) * 31 + Long.hashCode(seq);
    }
}
