package org.parley.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.parley.testing.Await;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What every implementation of {@link PresenceRegistry} keeps to. */
interface PresenceRegistryContract {
    Duration LIMIT = Duration.ofSeconds(20);
    String NODE = "one/of several";

    /** @return that of the node {@link #NODE} */
    PresenceRegistry presence();

    private void await(Map<Long, Set<String>> expected, List<Long> users) {
        Await.until("it was " + expected, LIMIT, () -> presence().nodesOf(users).equals(expected));
    }

    @Test
    default void tells_where_those_are_who_are_somewhere() {
        long user = RecentEntriesContract.newLog();
        presence().arrived(user);

        await(Map.of(user, Set.of(NODE)), List.of(user, user + 1, user));
        assertEquals(Map.of(), presence().nodesOf(List.of()));
        assertEquals(Map.of(), presence().nodesOf(List.of(user + 1)));
    }

    @Test
    default void forgets_who_left() {
        long user = RecentEntriesContract.newLog();
        presence().arrived(user);
        await(Map.of(user, Set.of(NODE)), List.of(user));

        presence().left(user);
        await(Map.of(), List.of(user));
        presence().left(user);
        presence().arrived(user);
        await(Map.of(user, Set.of(NODE)), List.of(user));
    }

    @Test
    default void the_last_word_counts_however_fast_they_come_and_go() {
        long first = RecentEntriesContract.newLog() / 2;
        List<Long> users = LongStream.range(first, first + 50).boxed().toList();
        for (int i = 0; i < 20; i++) {
            users.forEach(presence()::arrived);
            users.forEach(presence()::left);
        }
        long stays = users.get(7);
        presence().arrived(stays);

        await(Map.of(stays, Set.of(NODE)), users);
    }
}
