package org.parley.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private static final Duration GRACE = Duration.ofMinutes(15);

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** @return the keys by which a token may be valid, the newest first */
    public List<StoredKey> load() {
        List<StoredKey> all = all();
        List<StoredKey> useful = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i == 0 || !all.get(i - 1).createdAt().isBefore(horizon())) {
                useful.add(all.get(i));
            }
        }
        return useful;
    }

    private List<StoredKey> all() {
        return entities.createQuery("SELECT k FROM StoredKey k ORDER BY k.generation DESC", StoredKey.class)
                .getResultList();
    }

    // A key goes when its successor has been there for longer than any of its tokens lives.
    private Instant horizon() {
        return clock.instant().minus(settings.tokens().accessLifetime()).minus(GRACE);
    }

    /** Fails with a persistence exception if another node has made that generation. */
    public void add(long generation, ECKey key) {
        entities.persist(new StoredKey(generation, key, clock.instant()));
        removeOutdated();
    }

    private void removeOutdated() {
        List<StoredKey> useful = load();
        all().stream().filter(key -> !useful.contains(key)).forEach(entities::remove);
    }
}
