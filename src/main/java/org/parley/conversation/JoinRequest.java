package org.parley.conversation;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** Somebody who wants to come into a group, or must not. There is no row for {@link JoinState#NONE}. */
@Entity
@Table(name = "parley_join_request")
@IdClass(Member.Key.class)
public class JoinRequest {
    @Id
    @Column(name = "conversation_id")
    private long conversationId;

    @Id
    @Column(name = "user_id")
    private long userId;

    private String state;
    private String text;

    @Column(name = "changed_at")
    @Convert(converter = InstantConverter.class)
    private Instant changedAt;

    protected JoinRequest() {}

    JoinRequest(long conversationId, long userId) {
        this.conversationId = conversationId;
        this.userId = userId;
    }

    void become(JoinState newState, String newText, Instant now) {
        state = newState.wire();
        text = newText;
        changedAt = now;
    }

    public long conversationId() {
        return conversationId;
    }

    public long userId() {
        return userId;
    }

    public JoinState state() {
        return JoinState.of(state);
    }

    /** @return what they wrote; null if nothing */
    public String text() {
        return text;
    }

    public Instant changedAt() {
        return changedAt;
    }
}
