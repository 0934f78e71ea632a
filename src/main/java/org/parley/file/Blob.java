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
 * before the content is put there: so nothing is in the store that no row tells of.
 */
@Entity
@Table(name = "parley_blob")
public class Blob {
    @Id
    @Column(name = "blob_key")
    private String key;

    /** Whether it was ever used; if not, whoever put it there failed or was killed. */
    private boolean settled;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected Blob() {}

    Blob(String key, Instant createdAt) {
        this.key = key;
        this.createdAt = createdAt;
    }

    String key() {
        return key;
    }

    void settle() {
        settled = true;
    }
}
