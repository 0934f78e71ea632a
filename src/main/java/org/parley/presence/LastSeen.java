package org.parley.presence;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** When somebody was active last. */
@Entity
@Table(name = "parley_last_seen")
class LastSeen {
    @Id
    @Column(name = "user_id")
    private long userId;

    @Column(name = "seen_at")
    @Convert(converter = InstantConverter.class)
    private Instant seenAt;

    protected LastSeen() {}

    LastSeen(long userId, Instant seenAt) {
        this.userId = userId;
        this.seenAt = seenAt;
    }

    long userId() {
        return userId;
    }

    Instant seenAt() {
        return seenAt;
    }

    /** Moves forward only. */
    void advance(Instant to) {
        if (to.isAfter(seenAt)) {
            seenAt = to;
        }
    }
}
