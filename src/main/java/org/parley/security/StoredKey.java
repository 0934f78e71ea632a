package org.parley.security;

import java.text.ParseException;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import com.nimbusds.jose.jwk.ECKey;
import org.parley.jpa.InstantConverter;

/** A signing key that Parley made, for all nodes. */
@Entity
@Table(name = "parley_signing_key")
class StoredKey {
    @Id
    private long generation;

    private String jwk;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected StoredKey() {}

    StoredKey(long generation, ECKey key, Instant createdAt) {
        this.generation = generation;
        this.jwk = key.toJSONString();
        this.createdAt = createdAt;
    }

    long generation() {
        return generation;
    }

    Instant createdAt() {
        return createdAt;
    }

    SigningKey key() {
        try {
            return SigningKey.of(ECKey.parse(jwk));
        } catch (ParseException e) {
            throw new IllegalStateException("Signing key " + generation + " in the database is damaged", e);
        }
    }
}
