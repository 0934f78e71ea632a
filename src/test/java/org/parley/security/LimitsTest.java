package org.parley.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.parley.config.SettingsReader;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.Limits.Limit;
import org.parley.testing.ManualClock;
import org.parley.testing.MapConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LimitsTest {
    private final ManualClock clock = new ManualClock();
    private final Limits limits = new Limits(
            SettingsReader.read(new MapConfig(Map.of(
                    "chat.rate.requests-per-second", "10",
                    "chat.rate.requests-burst", "3",
                    "chat.rate.searches-per-minute", "2",
                    "chat.rate.uploads-per-minute", "3",
                    "chat.call.invites-per-minute", "6",
                    "chat.login.attempts", "4",
                    "chat.registration.per-minute", "5"))),
            clock);

    @Test
    void a_user_asks_so_much_at_once_and_then_at_the_rate_of_the_setting() {
        for (int i = 0; i < 3; i++) {
            limits.request(user(1));
        }
        assertEquals(
                Duration.ofMillis(100),
                assertRefused(() -> limits.request(user(1))).retryAfter().orElseThrow());
        limits.request(user(2));
        clock.advance(Duration.ofMillis(100));
        limits.request(user(1));
        assertRefused(() -> limits.request(user(1)));
    }

    @Test
    void each_limit_allows_what_its_setting_says() {
        assertAllows(Limit.PASSWORDS_OF_ACCOUNT, 4, Duration.ofMinutes(1));
        assertAllows(Limit.PASSWORDS_OF_ADDRESS, 80, Duration.ofSeconds(3));
        assertAllows(Limit.REGISTRATIONS, 5, Duration.ofSeconds(12));
        assertAllows(Limit.REQUESTS, 3, Duration.ofMillis(100));
        assertAllows(Limit.ANONYMOUS_REQUESTS, 60, Duration.ofMillis(5));
        assertAllows(Limit.SEARCHES, 2, Duration.ofSeconds(30));
        assertAllows(Limit.UPLOADS, 3, Duration.ofSeconds(20));
        assertAllows(Limit.CALLS, 6, Duration.ofSeconds(10));
    }

    private void assertAllows(Limit limit, int atOnce, Duration interval) {
        for (int i = 0; i < atOnce; i++) {
            limits.take(limit, "somebody");
        }
        Refusal refusal = assertRefused(() -> limits.take(limit, "somebody"));
        assertEquals(interval, refusal.retryAfter().orElseThrow(), limit.name());
    }

    private static Refusal assertRefused(Runnable attempt) {
        Refusal refusal = assertThrows(Refusal.class, attempt::run);
        assertEquals(ErrorCode.RATE_LIMITED, refusal.code());
        return refusal;
    }

    private static ParleyPrincipal user(long id) {
        return new ParleyPrincipal(id, "user-" + id, "session", Instant.EPOCH, Set.of("user"), false);
    }
}
