package org.parley.security.oidc;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** That something has happened, and must not happen again for a while. */
@Entity
@Table(name = "parley_provider_mark")
class Mark {
    @Id
    private String id;

    @Column(name = "made_at")
    @Convert(converter = InstantConverter.class)
    private Instant madeAt;

    @Column(name = "expires_at")
    @Convert(converter = InstantConverter.class)
    private Instant expiresAt;

    protected Mark() {}

    Mark(String id) {
        this.id = id;
    }

    void make(Instant now, Instant until) {
        madeAt = now;
        expiresAt = until;
    }

    Instant madeAt() {
        return madeAt;
    }

    boolean counts(Instant now) {
        return now.isBefore(expiresAt);
    }
}
