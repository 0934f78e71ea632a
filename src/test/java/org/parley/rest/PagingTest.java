package org.parley.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PagingTest {
    private record Item(Instant at, long id) {}

    @Test
    void limits_are_bounded() {
        assertEquals(1, Paging.limit("1"));
        assertEquals(200, Paging.limit("200"));
        assertEquals(200, Paging.limit("201"));
        assertEquals(200, Paging.limit(Long.toString(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "many", "1.5", "9223372036854775808"})
    void other_limits_are_malformed(String limit) {
        assertRefused(() -> Paging.limit(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "x", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z_", "_5", "yesterday_5"})
    void what_is_no_cursor_is_malformed(String cursor) {
        assertRefused(() -> Paging.after(List.<Item>of(), Item::at, Item::id, cursor));
    }

    @Test
    void pages_hold_everything_once_though_times_are_equal() {
        List<Item> all = new ArrayList<>();
        for (long id = 1; id <= 23; id++) {
            all.add(new Item(Instant.ofEpochSecond(1_000 + id / 5, 123_456_000), id));
        }
        all.sort(Comparator.comparing(Item::at).thenComparing(Item::id).reversed());

        List<Item> seen = new ArrayList<>();
        String cursor = "";
        for (List<Item> rest = all; !rest.isEmpty(); rest = Paging.after(all, Item::at, Item::id, cursor)) {
            List<Item> page = rest.subList(0, Math.min(4, rest.size()));
            seen.addAll(page);
            Item last = page.get(page.size() - 1);
            cursor = Paging.cursor(last.at(), last.id());
        }

        assertEquals(all, seen);
    }

    @Test
    void a_page_says_where_the_next_begins() {
        List<Integer> found = List.of(7, 8, 9);

        assertEquals(List.of(7, 8), Paging.page(found, 2));
        assertEquals("8", Paging.next(found, 2, number -> number));
        assertEquals(found, Paging.page(found, 3));
        assertNull(Paging.next(found, 3, number -> number));
        assertEquals("{\"numbers\":[7,8],\"next\":\"8\"}", Paging.json("numbers", Stream.of("7", "8"), "8"));
        assertEquals("{\"numbers\":[],\"next\":null}", Paging.json("numbers", Stream.of(), null));
    }

    private static void assertRefused(Runnable action) {
        assertEquals(
                ErrorCode.MALFORMED, assertThrows(Refusal.class, action::run).code());
    }
}
