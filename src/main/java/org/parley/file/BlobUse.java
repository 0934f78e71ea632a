package org.parley.file;

import java.util.stream.Stream;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import org.parley.protocol.Refusal;

/**
 * How content comes into use and out of it, in the caller's transaction. Who takes several rows takes them in the order of
 * their keys, and after all other rows: so no two transactions wait for each other.
 */
final class BlobUse {
    private BlobUse() {}

    /** @throws Refusal if the content has just been removed */
    static void begin(EntityManager entities, String key) {
        Blob blob = lock(entities, key);
        if (blob == null || blob.removedAt() != null) {
            throw Refusal.unavailable("The same content has just been removed; send it again.");
        }
        blob.settle();
    }

    /** Marks content that perhaps nothing uses any more. */
    static void end(EntityManager entities, String key) {
        Blob blob = lock(entities, key);
        if (blob != null) {
            blob.unsettle();
        }
    }

    /** @param before null if there was none; so is after if there is none any more */
    static void replace(EntityManager entities, String before, String after) {
        Stream.of(before, after)
                .filter(key -> key != null && !(key.equals(before) && key.equals(after)))
                .sorted()
                .forEach(key -> {
                    if (key.equals(after)) {
                        begin(entities, key);
                    } else {
                        end(entities, key);
                    }
                });
    }

    static Blob lock(EntityManager entities, String key) {
        return entities.find(Blob.class, key, LockModeType.PESSIMISTIC_WRITE);
    }
}
