package org.parley.security.oidc;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.security.InvalidToken;
import org.parley.testing.FakeProvider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogoutTokenCheckTest {
    private static final JOSEObjectType TYPE = new JOSEObjectType("logout+jwt");
    private static final Map<String, Object> EVENTS =
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final FakeProvider fake = new FakeProvider();
    private LogoutTokenCheck check;

    @BeforeEach
    void discover() throws ProviderUnavailable {
        Provider provider = new Provider(TestSettings.of(fake.issuer()), ForkJoinPool.commonPool());
        provider.discover();
        check = new LogoutTokenCheck(provider, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void it_names_a_log_in_or_all_of_a_user_or_both() throws InvalidToken {
        LogoutTokenCheck.Notice both = check.verify(fake.sign(TYPE, good().build()));
        assertEquals(Optional.of("s-1"), both.sid());
        assertEquals(Optional.of("7d3f"), both.subject());
        assertEquals("n-1", both.id());

        assertTrue(check.verify(fake.sign(TYPE, good().claim("sid", null).build()))
                .sid()
                .isEmpty());
        assertTrue(check.verify(fake.sign(TYPE, good().subject(null).build()))
                .subject()
                .isEmpty());
        assertEquals("n-1", check.verify(fake.sign(null, good().build())).id());
    }

    @Test
    void whatever_lacks_or_differs_is_refused() {
        refused(good().claim("sid", null).subject(null));
        refused(good().claim("events", null));
        refused(good().claim("events", Map.of("http://schemas.example.org/event", Map.of())));
        refused(good().claim("nonce", "n"));
        refused(good().jwtID(null));
        refused(good().issueTime(null));
        refused(good().audience("somebody-else"));
        refused(good().issuer("https://login.example.com"));
        refused(good().claim("sid", "s".repeat(256)));
    }

    @Test
    void times_count() {
        refused(good().expirationTime(Date.from(now.minusSeconds(60))));
        refused(good().issueTime(Date.from(now.plusSeconds(60))));
        refused(good().issueTime(Date.from(now.minusSeconds(660))));
    }

    @Test
    void other_tokens_and_other_signers_are_refused() {
        assertRefused(fake.sign(new JOSEObjectType("at+jwt"), good().build()));
        assertRefused(new PlainJWT(good().build()).serialize());
        assertRefused(FakeProvider.sign(FakeProvider.key("first", KeyUse.SIGNATURE), "first", TYPE, good().build()));
        assertRefused(FakeProvider.sign(fake.encryption, "encryption", TYPE, good().build()));
        assertRefused("nonsense");
        assertRefused(null);
    }

    private JWTClaimsSet.Builder good() {
        return fake.claims(now).jwtID("n-1").claim("sid", "s-1").claim("events", EVENTS);
    }

    private void refused(JWTClaimsSet.Builder claims) {
        assertRefused(fake.sign(TYPE, claims.build()));
    }

    private void assertRefused(String token) {
        assertThrows(InvalidToken.class, () -> check.verify(token));
    }
}
