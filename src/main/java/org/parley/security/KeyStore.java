package org.parley.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import com.nimbusds.jose.jwk.ECKey;
import org.parley.config.Settings;

/** The signing keys in the database; each method is one transaction. */
@Stateless
public class KeyStore {
    /** Beyond the life of its last token, for nodes that have not yet noticed the key's successor. */
    private static final Duration GRACE = Duration.ofHours(1);

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** @return all keys, the newest first */
    public List<StoredKey> load() {
        return entities.createQuery("SELECT k FROM StoredKey k ORDER BY k.generation DESC", StoredKey.class)
                .getResultList();
    }

    /** Fails with a persistence exception if another node has made that generation. */
    public void add(long generation, ECKey key) {
        entities.persist(new StoredKey(generation, key, clock.instant()));
        removeOutdated();
    }

    // A key goes when its successor has been there for longer than any of its tokens lives.
    private void removeOutdated() {
        Instant horizon =
                clock.instant().minus(settings.tokens().accessLifetime()).minus(GRACE);
        List<StoredKey> newestFirst = load();
        for (int i = 1; i < newestFirst.size(); i++) {
            if (newestFirst.get(i - 1).createdAt().isBefore(horizon)) {
                entities.remove(newestFirst.get(i));
            }
        }
    }
}
