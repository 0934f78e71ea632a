package org.parley.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;

/** Bounded by the number of characters. */
@Alternative
@ApplicationScoped
public class InMemorySnapshots implements Snapshots {
    static final Duration LIFETIME = Duration.ofHours(1);

    private static final int CHARACTERS = 2_000_000;
    private static final int OF_THE_KEY = 100;

    private record Key(long of, long version) {}

    private final Cache<Key, String> values = LocalCaches.builder()
            .maximumWeight(CHARACTERS)
            .weigher((Key key, String value) -> OF_THE_KEY + value.length())
            .expireAfterWrite(LIFETIME)
            .build();

    @Override
    public void put(long of, long version, Supplier<String> value) {
        values.put(new Key(of, version), value.get());
    }

    @Override
    public Optional<String> get(long of, long version) {
        return Optional.ofNullable(values.getIfPresent(new Key(of, version)));
    }
}
