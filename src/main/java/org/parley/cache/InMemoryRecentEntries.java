package org.parley.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;

/** Keeps what is asked for most, of all logs together, up to a number of characters. */
@Alternative
@ApplicationScoped
public class InMemoryRecentEntries implements RecentEntries {
    private static final int CHARACTERS = 16_000_000;
    private static final int OF_THE_PLACE = 100;

    private record Place(long log, long number) {}

    private final Cache<Place, String> entries = LocalCaches.builder()
            .maximumWeight(CHARACTERS)
            .weigher((Place place, String entry) -> OF_THE_PLACE + entry.length())
            .build();

    @Override
    public void put(long log, long number, Supplier<String> entry) {
        entries.put(new Place(log, number), entry.get());
    }

    @Override
    public Optional<List<String>> range(long log, long first, long last) {
        List<String> range = new ArrayList<>();
        for (long number = first; number <= last; number++) {
            String entry = entries.getIfPresent(new Place(log, number));
            if (entry == null) {
                return Optional.empty();
            }
            range.add(entry);
        }
        return Optional.of(range);
    }
}
