package org.parley.file;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/**
 * Content that the store has, or is about to have. Whoever begins or ends to use it holds a lock on the row, which is made
 * before the content is put there, and goes after it was removed: so nothing is in the store that no row tells of.
 */
@Entity
@Table(name = "parley_blob")
public class Blob {
    @Id
    @Column(name = "blob_key")
    private String key;

    /** Whether something uses it as far as is known; if not, it is looked at again, and perhaps removed. */
    private boolean settled;

    @Column(name = "removed_at")
    @Convert(converter = InstantConverter.class)
    private Instant removedAt;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected Blob() {}

    Blob(String key, Instant createdAt) {
        this.key = key;
        this.createdAt = createdAt;
    }

    void settle() {
        settled = true;
    }

    /** Perhaps nothing uses it any more. */
    void unsettle() {
        settled = false;
    }

    /** @return since when it is being taken out of the store; null if it is not */
    Instant removedAt() {
        return removedAt;
    }

    void beginRemoval(Instant now) {
        settled = false;
        removedAt = now;
    }
}
