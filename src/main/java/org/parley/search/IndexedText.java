package org.parley.search;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.EntryKey;
import org.parley.jpa.InstantConverter;

/** The words of a text that can be found. */
@Entity
@Table(name = "parley_search")
@IdClass(EntryKey.class)
public class IndexedText {
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
