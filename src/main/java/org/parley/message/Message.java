package org.parley.message;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.EntryKey;
import org.parley.jpa.InstantConverter;
import org.parley.protocol.Entry;

/** A row of the log. */
@Entity
@Table(name = "parley_message")
@IdClass(EntryKey.class)
public class Message {
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
