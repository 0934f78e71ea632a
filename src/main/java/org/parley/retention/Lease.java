package org.parley.retention;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** Who may do what one node at a time does, and until when. */
@Entity
@Table(name = "parley_lease")
class Lease {
    static final String RETENTION = "retention";

    @Id
    private String name;

    private String holder;

    @Column(name = "expires_at")
    @Convert(converter = InstantConverter.class)
    private Instant expiresAt;

    protected Lease() {}

    /** @return whether the lease is this one's until then */
    boolean take(String who, Instant now, Instant until) {
        if (!holder.equals(who) && now.isBefore(expiresAt)) {
            return false;
        }
        holder = who;
        expiresAt = until;
        return true;
    }
}
