package org.parley.search;

import java.io.Serializable;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** The words of a text that can be found. */
@Entity
@Table(name = "parley_search")
@IdClass(IndexedText.Key.class)
public class IndexedText {
    /** The primary key: which text it is. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private long conversationId;
        private long seq;

        public Key() {}

        Key(long conversationId, long seq) {
            this.conversationId = conversationId;
            this.seq = seq;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && conversationId == key.conversationId && seq == key.seq;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(conversationId) * 31 + Long.hashCode(seq);
        }
    }

    @Id
    @Column(name = "conversation_id")
    private long conversationId;

    @Id
    private long seq;

    @Column(name = "sent_at")
    @Convert(converter = InstantConverter.class)
    private Instant sentAt;

    private String tokens;

    protected IndexedText() {}

    IndexedText(long conversationId, long seq, Instant sentAt, String tokens) {
        this.conversationId = conversationId;
        this.seq = seq;
        this.sentAt = sentAt;
        this.tokens = tokens;
    }

    void setTokens(String now) {
        tokens = now;
    }
}
