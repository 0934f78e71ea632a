package org.parley.security;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.timer.Steady;

/** The configured key; or, where there is none, the keys in the database, a new one of which is made in time. */
@ApplicationScoped
class StoredSigningKeys implements SigningKeys {
    private static final Logger LOG = Logger.getLogger(StoredSigningKeys.class.getName());
    private static final Duration ROTATION = Duration.ofDays(90);
    private static final Duration RELOAD = Duration.ofMinutes(5);

    /** So that tokens with made-up key ids don't become queries. */
    private static final Duration RELOAD_FOR_UNKNOWN = Duration.ofSeconds(2);

    private final KeyStore store;
    private final Settings.Tokens settings;
    private final Clock clock;
    private final InstantSource steady;

    private volatile Loaded loaded = new Loaded(List.of(), Instant.MIN);

    /** For the container's proxy alone. */
    protected StoredSigningKeys() {
        this.store = null;
        this.settings = null;
        this.clock = null;
        this.steady = null;
    }

    @Inject
    StoredSigningKeys(KeyStore store, Settings settings, Clock clock, @Steady InstantSource steady) {
        this(store, settings.tokens(), clock, steady);
    }

    StoredSigningKeys(KeyStore store, Settings.Tokens settings, Clock clock, InstantSource steady) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.steady = steady;
    }

    private record Loaded(List<SigningKey> newestFirst, Instant at) {
        boolean olderThan(Duration age, Instant now) {
            return newestFirst.isEmpty() || at.plus(age).isBefore(now);
        }
    }

    @Override
    public SigningKey newest() {
        return current(RELOAD).get(0);
    }

    @Override
    public Optional<SigningKey> find(String id) {
        Optional<SigningKey> known = find(current(RELOAD), id);
        return known.isPresent() ? known : find(current(RELOAD_FOR_UNKNOWN), id);
    }

    private static Optional<SigningKey> find(List<SigningKey> keys, String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private List<SigningKey> current(Duration maxAge) {
        if (loaded.olderThan(maxAge, steady.instant())) {
            load(maxAge);
        }
        return loaded.newestFirst();
    }

    private synchronized void load(Duration maxAge) {
        Instant now = steady.instant();
        if (!loaded.olderThan(maxAge, now)) {
            return;
        }
        List<SigningKey> keys =
                settings.signingKey().map(key -> List.of(configured(key))).orElseGet(this::stored);
        loaded = new Loaded(keys, now);
    }

    private static SigningKey configured(String text) {
        try {
            ECKey key = ECKey.parse(text);
            ECKey named = key.getKeyID() != null
                    ? key
                    : new ECKey.Builder(key).keyIDFromThumbprint().build();
            return SigningKey.of(named);
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException("The settings were checked, but chat.token.key is not a key", e);
        }
    }

    private List<SigningKey> stored() {
        List<StoredKey> keys = store.load();
        if (keys.isEmpty() || keys.get(0).createdAt().plus(ROTATION).isBefore(clock.instant())) {
            make(keys.isEmpty() ? 1 : keys.get(0).generation() + 1);
            keys = store.load();
        }
        return keys.stream().map(StoredKey::key).toList();
    }

    /**
     * Signs with a new key from now on: on this node at once, on others within minutes. Tokens that an older one signed
     * stay valid until they expire.
     *
     * @return the new key's id
     * @throws org.parley.protocol.Refusal if the key is configured
     */
    synchronized String rotate() {
        if (settings.signingKey().isPresent()) {
            throw new Refusal(ErrorCode.CONFLICT, "The key is configured by chat.token.key; change it there.");
        }
        List<StoredKey> keys = store.load();
        make(keys.isEmpty() ? 1 : keys.get(0).generation() + 1);
        loaded = new Loaded(stored(), steady.instant());
        return loaded.newestFirst().get(0).id();
    }

    private void make(long generation) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
            store.add(generation, key);
            LOG.log(Level.INFO, "Made signing key {0}, generation {1}", new Object[] {key.getKeyID(), generation});
        } catch (EJBException e) {
            if (store.load().stream().noneMatch(key -> key.generation() == generation)) {
                throw e;
            }
            LOG.log(Level.INFO, "Another node has made the signing key of generation {0}", generation);
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java platform can't make an EC P-256 key", e);
        }
    }
}
