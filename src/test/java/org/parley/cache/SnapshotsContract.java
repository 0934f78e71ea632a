package org.parley.cache;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.parley.testing.Await;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What every implementation of {@link Snapshots} keeps to. */
interface SnapshotsContract {
    Duration LIMIT = Duration.ofSeconds(20);

    Snapshots snapshots();

    @Test
    default void gives_the_value_of_just_this_version() {
        long of = RecentEntriesContract.newLog();
        snapshots().put(of, 7, () -> "seven");

        Await.until("it was there", LIMIT, () -> snapshots().get(of, 7).equals(Optional.of("seven")));
        assertEquals(Optional.empty(), snapshots().get(of, 6));
        assertEquals(Optional.empty(), snapshots().get(of, 8));
        assertEquals(Optional.empty(), snapshots().get(of + 1, 7));
    }

    @Test
    default void versions_lie_side_by_side_whatever_the_order_in_which_they_come() {
        long of = RecentEntriesContract.newLog();
        snapshots().put(of, 2, () -> "new");
        snapshots().put(of, 1, () -> "late");

        Await.until("both were there", LIMIT, () -> snapshots().get(of, 1).equals(Optional.of("late")));
        assertEquals(Optional.of("new"), snapshots().get(of, 2));
    }
}
