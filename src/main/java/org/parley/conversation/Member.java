package org.parley.conversation;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** Somebody's membership of a conversation, with how far the log has reached them. */
@Entity(name = "ConversationMember") // MEMBER is a word of JPQL
@Table(name = "parley_member")
@IdClass(Member.Key.class)
public class Member {
    /** The primary key, and that of requests to become one. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private long conversationId;
        private long userId;

        public Key() {}

        Key(long conversationId, long userId) {
            this.conversationId = conversationId;
            this.userId = userId;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && conversationId == key.conversationId && userId == key.userId;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(conversationId) * 31 + Long.hashCode(userId);
        }
    }

    @Id
    @Column(name = "conversation_id")
    private long conversationId;

    @Id
    @Column(name = "user_id")
    private long userId;

    private String role;

    @Column(name = "joined_seq")
    private long joinedSeq;

    @Column(name = "delivered_seq")
    private long deliveredSeq;

    @Column(name = "read_seq")
    private long readSeq;

    @Column(name = "silenced_until")
    @Convert(converter = InstantConverter.class)
    private Instant silencedUntil;

    @Column(name = "quiet_until")
    @Convert(converter = InstantConverter.class)
    private Instant quietUntil;

    protected Member() {}

    Member(long conversationId, long userId, Role role, long joinedSeq) {
        this.conversationId = conversationId;
        this.userId = userId;
        this.role = role.wire();
        this.joinedSeq = joinedSeq;
        this.deliveredSeq = joinedSeq - 1;
        this.readSeq = joinedSeq - 1;
    }

    public long conversationId() {
        return conversationId;
    }

    public long userId() {
        return userId;
    }

    /** @return the seq of the first entry that this member sees */
    public long joinedSeq() {
        return joinedSeq;
    }

    public long deliveredSeq() {
        return deliveredSeq;
    }

    public long readSeq() {
        return readSeq;
    }

    public Role role() {
        return Role.of(role).orElseThrow();
    }

    /**
     * Moves the cursors forward, never back. What has been read has been delivered.
     *
     * @return whether either moved
     */
    public boolean advance(long delivered, long read) {
        long newRead = Math.max(readSeq, read);
        long newDelivered = Math.max(Math.max(deliveredSeq, delivered), newRead);
        boolean moved = newRead > readSeq || newDelivered > deliveredSeq;
        readSeq = newRead;
        deliveredSeq = newDelivered;
        return moved;
    }

    /** @return until when this member is, or was, muted in a group */
    public Optional<Instant> mutedUntil() {
        return Optional.ofNullable(silencedUntil).filter(until -> !until.equals(Members.FOR_EVER));
    }

    /** @return until when this member wants, or wanted, no notifications of the conversation */
    public Optional<Instant> quietUntil() {
        return Optional.ofNullable(quietUntil);
    }

    void quiet(Instant until) {
        quietUntil = until;
    }

    void silence(Instant until) {
        silencedUntil = until;
    }

    void setRole(Role newRole) {
        role = newRole.wire();
    }
}
