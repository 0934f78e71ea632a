package org.parley.push;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** The one key that Parley made for all nodes, by which push services know this installation. */
@Entity
@Table(name = "parley_push_key")
class StoredPushKey {
    static final int ONLY = 1;

    @Id
    private int id;

    private String jwk;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected StoredPushKey() {}

    StoredPushKey(String jwk, Instant createdAt) {
        this.id = ONLY;
        this.jwk = jwk;
        this.createdAt = createdAt;
    }

    String jwk() {
        return jwk;
    }
}
