package org.parley.contact;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** Two people, and what they are to each other. There need not be a row for {@link Relation#NONE}. */
@Entity
@Table(name = "parley_contact")
@IdClass(ContactPair.Key.class)
public class ContactPair {
    /** The primary key. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private long lowId;
        private long highId;

        public Key() {}

        Key(long one, long other) {
            lowId = Math.min(one, other);
            highId = Math.max(one, other);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && lowId == key.lowId && highId == key.highId;
        }

        @Override
        public int hashCode() {
            return Objects.hash(lowId, highId);
        }
    }

    @Id
    @Column(name = "low_id")
    private long lowId;

    @Id
    @Column(name = "high_id")
    private long highId;

    private String state = Relation.NONE.name();
    private String text;

    @Column(name = "changed_at")
    @Convert(converter = InstantConverter.class)
    private Instant changedAt;

    protected ContactPair() {}

    ContactPair(long one, long other) {
        lowId = Math.min(one, other);
        highId = Math.max(one, other);
    }

    long other(long user) {
        return user == lowId ? highId : lowId;
    }

    Relation seenBy(long user) {
        Relation seenByLow = Relation.valueOf(state);
        return user == lowId ? seenByLow : seenByLow.mirrored();
    }

    void become(long user, Relation seenByUser, String newText, Instant now) {
        state = (user == lowId ? seenByUser : seenByUser.mirrored()).name();
        text = newText;
        changedAt = now;
    }

    /** @return what came with the request; null if nothing */
    String text() {
        return text;
    }

    Instant changedAt() {
        return changedAt;
    }
}
