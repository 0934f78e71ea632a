package org.parley.security;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.nimbusds.jose.jwk.ECKey;
import org.junit.jupiter.api.Test;
import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.testing.ManualClock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoredSigningKeysTest {
    private static final Settings.Tokens TOKENS =
            new Settings.Tokens(Duration.ofMinutes(10), Duration.ofDays(30), Optional.empty());

    private final ManualClock clock = new ManualClock();
    private final Shared store = new Shared(clock);
    private final StoredSigningKeys one = new StoredSigningKeys(store, TOKENS, clock, clock);
    private final StoredSigningKeys other = new StoredSigningKeys(store, TOKENS, clock, clock);

    /** The table of keys that both nodes see. */
    private static final class Shared extends KeyStore {
        private final List<StoredKey> newestFirst = new ArrayList<>();
        private final Clock clock;

        Shared(Clock clock) {
            this.clock = clock;
        }

        @Override
        public List<StoredKey> load() {
            return List.copyOf(newestFirst);
        }

        @Override
        public void add(long generation, ECKey key) {
            newestFirst.add(0, new StoredKey(generation, key, clock.instant()));
        }
    }

    @Test
    void nodes_sign_with_the_same_key() {
        assertEquals(one.newest().id(), other.newest().id());
    }

    @Test
    void a_key_of_another_node_is_known_as_soon_as_a_token_names_it() {
        other.newest();
        clock.advance(Duration.ofSeconds(3));

        String rotated = one.rotate();

        assertEquals(rotated, one.newest().id());
        assertNotEquals(rotated, other.newest().id());
        assertTrue(other.find(rotated).isPresent());
        assertEquals(rotated, other.newest().id());
    }

    @Test
    void what_an_older_key_signed_is_good_on_both_nodes_after_a_rotation() {
        String before = other.newest().id();

        one.rotate();

        assertTrue(one.find(before).isPresent());
        assertTrue(other.find(before).isPresent());
    }

    @Test
    void other_nodes_sign_with_a_new_key_within_minutes() {
        other.newest();
        String rotated = one.rotate();

        clock.advance(Duration.ofMinutes(6));

        assertEquals(rotated, other.newest().id());
    }

    @Test
    void a_clock_that_went_back_does_not_keep_a_node_from_new_keys() {
        ManualClock steady = new ManualClock();
        StoredSigningKeys node = new StoredSigningKeys(store, TOKENS, clock, steady);
        clock.advance(Duration.ofHours(1));
        node.newest();
        clock.advance(Duration.ofHours(-1));
        steady.advance(Duration.ofSeconds(3));

        String rotated = one.rotate();

        assertTrue(node.find(rotated).isPresent());
    }

    @Test
    void a_key_is_replaced_while_the_nodes_run_once_by_whichever_is_first() {
        String before = one.newest().id();
        other.newest();

        clock.advance(Duration.ofDays(91));

        String after = other.newest().id();
        assertNotEquals(before, after);
        assertEquals(after, one.newest().id());
        assertEquals(2, store.load().size());
    }

    @Test
    void a_configured_key_is_changed_where_it_is_configured() {
        String key = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\","
                + "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}";
        StoredSigningKeys configured = new StoredSigningKeys(
                store,
                new Settings.Tokens(Duration.ofMinutes(10), Duration.ofDays(30), Optional.of(key)),
                clock,
                clock);

        assertEquals(
                ErrorCode.CONFLICT,
                assertThrows(Refusal.class, configured::rotate).code());
        assertTrue(store.load().isEmpty());
    }
}
