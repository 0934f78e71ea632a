package org.parley.message;

import java.io.Serializable;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;
import org.parley.protocol.Entry;

/** A row of the log. */
@Entity
@Table(name = "parley_message")
@IdClass(Message.Key.class)
public class Message {
    /** The primary key, in whose order the rows lie. */
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

    @Column(name = "sender_id")
    private long senderId;

    private String cid;
    private String kind;

    @Column(name = "sent_at")
    @Convert(converter = InstantConverter.class)
    private Instant sentAt;

    private String content;

    protected Message() {}

    Message(Entry entry, long senderId) {
        this.conversationId = entry.conversation();
        this.seq = entry.seq();
        this.senderId = senderId;
        this.cid = entry.cid();
        this.kind = entry.kind();
        this.sentAt = entry.at();
        this.content = entry.contentJson();
    }

    public long conversationId() {
        return conversationId;
    }

    public long senderId() {
        return senderId;
    }

    String kind() {
        return kind;
    }

    Instant sentAt() {
        return sentAt;
    }

    String content() {
        return content;
    }

    public Entry entry(String senderHandle) {
        return new Entry(conversationId, seq, senderHandle, cid, kind, sentAt, content);
    }
}
