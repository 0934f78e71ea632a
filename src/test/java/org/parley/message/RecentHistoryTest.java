package org.parley.message;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.Entry;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RecentHistoryTest {
    @ParameterizedTest
    @ValueSource(strings = {"c", "01890a5d-ac96-774b-bcce-b302099a8057", "with 3 spaces {\"and\": 1}", "\ud83d\ude00"})
    void an_entry_comes_back_as_it_was(String cid) {
        Entry entry = new Entry(
                7,
                42,
                "alice",
                cid,
                "text",
                Instant.parse("2030-01-02T03:04:05.678901Z"),
                "{\"text\":\"{} \\\" \u00fc \ud83d\ude00\\n\"}");

        String text = RecentHistory.encode(entry, 5);

        assertEquals(5, RecentHistory.sender(text));
        assertEquals(entry, RecentHistory.decode(7, 42, "alice", text));
    }

    @Test
    void the_time_may_lie_before_1970() {
        Entry entry = new Entry(1, 1, "a", "c", "member", Instant.parse("1969-12-31T23:59:59Z"), "{}");

        assertEquals(entry, RecentHistory.decode(1, 1, "a", RecentHistory.encode(entry, 5)));
    }
}
