package org.parley.presence;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.audit.Deed;
import org.parley.security.AccountChanges;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

@InContainer
class LastSeenStoreIT {
    private static final Instant MORNING = Instant.parse("2026-03-01T09:30:00.000001Z");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000002Z");

    @Inject
    private LastSeenStore store;

    @Inject
    private AccountChanges accounts;

    @Inject
    private Fixture fixture;

    @Test
    void times_move_forward_and_never_back() {
        long alice = fixture.user().id();
        long bob = fixture.user().id();

        store.advance(Map.of(alice, MORNING, bob, NOON));
        assertEquals(Map.of(alice, MORNING, bob, NOON), store.of(List.of(alice, bob)));
        store.advance(Map.of(alice, NOON, bob, MORNING));
        assertEquals(Map.of(alice, NOON, bob, NOON), store.of(List.of(alice, bob)));
    }

    @Test
    void who_was_never_seen_is_not_known() {
        assertEquals(Map.of(), store.of(List.of(fixture.user().id())));
        assertEquals(Map.of(), store.of(List.of()));
    }

    @Test
    void nothing_is_known_of_who_was_erased_and_nothing_written() {
        long erased = fixture.user().id();
        store.advance(Map.of(erased, MORNING));
        accounts.erase(erased, Deed.ofServer("user.erase", Long.toString(erased), ""));
        assertEquals(Map.of(), store.of(List.of(erased)));

        store.advance(Map.of(erased, NOON));

        assertEquals(Map.of(), store.of(List.of(erased)));
    }
}
