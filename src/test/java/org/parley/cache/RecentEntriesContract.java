package org.parley.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.parley.testing.Await;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What every implementation of {@link RecentEntries} keeps to. */
interface RecentEntriesContract {
    Duration LIMIT = Duration.ofSeconds(20);

    RecentEntries entries();

    private static String text(long number) {
        return "entry " + number + ": \u00fc \ud83d\ude00\nof two lines";
    }

    private static List<String> texts(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(RecentEntriesContract::text)
                .toList();
    }

    private void put(long log, long first, long last) {
        LongStream.rangeClosed(first, last).forEach(number -> entries().put(log, number, () -> text(number)));
    }

    private void await(long log, long first, long last) {
        Await.until("the range was there", LIMIT, () -> entries()
                .range(log, first, last)
                .equals(Optional.of(texts(first, last))));
    }

    static long newLog() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    @Test
    default void gives_what_was_put_in_the_order_of_the_numbers() {
        long log = newLog();
        List.of(3L, 1L, 2L).forEach(number -> entries().put(log, number, () -> text(number)));

        await(log, 1, 3);
        assertEquals(Optional.of(texts(2, 3)), entries().range(log, 2, 3));
        assertEquals(Optional.empty(), entries().range(newLog(), 1, 3));
    }

    @Test
    default void gives_nothing_of_a_range_with_a_gap() {
        long log = newLog();
        put(log, 1, 10);
        put(log, 12, 20);
        await(log, 12, 20);
        await(log, 1, 10);

        assertEquals(Optional.empty(), entries().range(log, 10, 12));
        assertEquals(Optional.empty(), entries().range(log, 1, 20));
        assertEquals(Optional.empty(), entries().range(log, 11, 11));
        assertEquals(Optional.empty(), entries().range(log, 20, 21));

        put(log, 11, 11);
        await(log, 1, 20);
    }

    @Test
    default void the_same_may_be_put_again() {
        long log = newLog();
        put(log, 1, 5);
        put(log, 3, 5);
        put(log, 1, 6);

        await(log, 1, 6);
    }

    @Test
    default void what_several_put_at_the_same_time_is_put_together() {
        long log = newLog();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (long part = 0; part < 4; part++) {
            long first = part;
            all.add(CompletableFuture.runAsync(() -> {
                for (long number = 1 + first; number <= 80; number += 2) {
                    put(log, number, number);
                }
            }));
        }
        all.forEach(CompletableFuture::join);

        await(log, 1, 80);
    }

    @Test
    default void keeps_at_least_the_newest() {
        long log = newLog();
        put(log, 1, 3L * RecentEntries.LENGTH);

        await(log, 2L * RecentEntries.LENGTH + 1, 3L * RecentEntries.LENGTH);
    }
}
