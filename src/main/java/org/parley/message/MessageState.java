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

/**
 * What later entries of the log made of a message. There is a row only for messages that were changed. Whoever changes it
 * holds the lock on the conversation.
 */
@Entity
@Table(name = "parley_changed_message")
@IdClass(EntryKey.class)
public class MessageState {
    @Id
    @Column(name = "conversation_id")
    private long conversationId;

    @Id
    private long seq;

    @Column(name = "author_id")
    private long authorId;

    /** The entry that changed it last. */
    @Column(name = "changed_seq")
    private long changedSeq;

    @Column(name = "edited_at")
    @Convert(converter = InstantConverter.class)
    private Instant editedAt;

    /** What it says now, if it was edited. */
    private String content;

    @Column(name = "recalled_at")
    @Convert(converter = InstantConverter.class)
    private Instant recalledAt;

    @Column(name = "recalled_by")
    private Long recalledBy;

    private int reactions;

    protected MessageState() {}

    MessageState(long conversationId, long seq, long authorId) {
        this.conversationId = conversationId;
        this.seq = seq;
        this.authorId = authorId;
    }

    long seq() {
        return seq;
    }

    long changedSeq() {
        return changedSeq;
    }

    Instant editedAt() {
        return editedAt;
    }

    String content() {
        return content;
    }

    boolean isRecalled() {
        return recalledAt != null;
    }

    Instant recalledAt() {
        return recalledAt;
    }

    Long recalledBy() {
        return recalledBy;
    }

    int reactions() {
        return reactions;
    }

    void edit(String newContent, Instant now, long by) {
        content = newContent;
        editedAt = now;
        changedSeq = by;
    }

    void recall(long user, Instant now, long by) {
        recalledAt = now;
        recalledBy = user;
        changedSeq = by;
    }

    void react(int more, long by) {
        reactions += more;
        changedSeq = by;
    }
}
