package org.parley.presence;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.parley.delivery.Connection;
import org.parley.presence.Watches.Sight;
import org.parley.presence.Watches.Watch;
import org.parley.protocol.CloseReason;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WatchesTest {
    private static final UserRef BOB = new UserRef(2, "bob", "Bob");
    private static final UserRef CAROL = new UserRef(3, "carol", "Carol");
    private static final UserRef DORA = new UserRef(4, "dora", "Dora");

    private final Watches watches = new Watches();
    private final Connection phone = new Device("phone");
    private final Connection desk = new Device("desk");

    @Test
    void a_new_list_replaces_the_old_one_and_keeps_what_is_known() {
        assertEquals(Set.of(2L, 3L), watches.replace(phone, List.of(BOB, CAROL)));
        watches.of(3).forEach(watch -> watch.judge(Sight.ALLOWED));

        assertEquals(Set.of(4L), watches.replace(phone, List.of(CAROL, DORA)));

        assertEquals(Set.of("carol", "dora"), handles(phone));
        assertEquals(Set.of(), Set.copyOf(watches.of(2)));
        assertEquals(Sight.ALLOWED, watches.of(3).iterator().next().sight());
        assertEquals(Sight.UNKNOWN, watches.of(4).iterator().next().sight());
        assertEquals(2, watches.count());
    }

    @Test
    void nothing_remains_of_a_connection_that_is_over() {
        watches.replace(phone, List.of(BOB, CAROL));
        watches.replace(desk, List.of(BOB));

        watches.remove(phone);
        watches.remove(phone);

        assertEquals(
                List.of(desk), watches.of(2).stream().map(Watch::connection).toList());
        assertEquals(Set.of(), Set.copyOf(watches.of(3)));
        assertEquals(1, watches.count());
    }

    private Set<String> handles(Connection connection) {
        return watches.by(connection).stream().map(Watch::handle).collect(Collectors.toSet());
    }

    /** A connection of user 1. */
    private record Device(String id) implements Connection {
        @Override
        public long user() {
            return 1;
        }

        @Override
        public String session() {
            return id;
        }

        @Override
        public boolean away() {
            return false;
        }

        @Override
        public void offer(String frame) {}

        @Override
        public void close(CloseReason reason) {}
    }
}
