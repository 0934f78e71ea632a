package org.parley.security.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.InvalidToken;
import org.parley.testing.FakeProvider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AccessTokenCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final String AUDIENCE = "parley-api";

    private final FakeProvider fake = new FakeProvider();
    private Provider provider;
    private AccessTokenCheck check;

    @BeforeEach
    void discover() throws ProviderUnavailable {
        provider = new Provider(TestSettings.of(fake.issuer()), ForkJoinPool.commonPool());
        provider.discover();
        check = new AccessTokenCheck(provider, AUDIENCE, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void a_good_token_is_taken_with_each_type_of_access_tokens() throws InvalidToken {
        assertEquals("7d3f", check.verify(fake.sign(good().build())).getSubject());
        assertEquals(
                "7d3f",
                check.verify(fake.sign(new JOSEObjectType("at+jwt"), good().build()))
                        .getSubject());
        assertEquals("7d3f", check.verify(fake.sign(null, good().build())).getSubject());
    }

    @Test
    void times_count_with_the_skew_and_not_a_second_more() throws InvalidToken {
        check.verify(fake.sign(
                good().expirationTime(at(SKEW.negated().plusSeconds(1))).build()));
        refused(good().expirationTime(at(SKEW.negated())));
        check.verify(fake.sign(good().notBeforeTime(at(SKEW)).build()));
        refused(good().notBeforeTime(at(SKEW.plusSeconds(1))));
        check.verify(fake.sign(good().issueTime(at(SKEW)).build()));
        refused(good().issueTime(at(SKEW.plusSeconds(1))));
        refused(good().issueTime(at(Duration.ofHours(-24).minusSeconds(1))));
    }

    @Test
    void its_end_is_that_of_the_token_and_the_skew() throws InvalidToken {
        JWTClaimsSet claims = check.verify(fake.sign(good().build()));

        assertEquals(NOW.plusSeconds(60).plus(SKEW), check.end(claims));
    }

    @Test
    void whatever_lacks_or_differs_is_refused() {
        refused(good().audience("somebody-else"));
        refused(good().audience((String) null));
        refused(good().issuer("https://login.example.com"));
        refused(good().issuer(null));
        refused(good().subject(null));
        refused(good().expirationTime(null));
        refused(good().issueTime(null));
    }

    @Test
    void other_tokens_of_the_provider_are_no_access_tokens() {
        refused(good().claim("typ", "ID"));
        refused(good().claim("typ", "Refresh"));
        refused(good().claim("nonce", "n"));
        refused(good().claim("at_hash", "h"));
        refused(good().claim("events", Map.of()));
        // Bound to a key of the client's, so no bearer's.
        refused(good().claim("cnf", Map.of("jkt", "x")));
        assertRefused(fake.sign(new JOSEObjectType("logout+jwt"), good().build()));
    }

    @Test
    void an_unsigned_token_is_refused() {
        assertRefused(new PlainJWT(good().build()).serialize());
        String signed = fake.sign(good().build());
        assertRefused(signed.substring(0, signed.lastIndexOf('.') + 1));
    }

    @Test
    void a_key_that_everybody_knows_signs_nothing() throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(fake.signing.getKeyID())
                        .build(),
                good().build());
        jwt.sign(new MACSigner(fake.signing.toRSAPublicKey().getEncoded()));

        assertRefused(jwt.serialize());
    }

    @Test
    void a_foreign_key_is_refused_under_any_name() {
        var foreign = FakeProvider.key("foreign", KeyUse.SIGNATURE);

        assertRefused(FakeProvider.sign(foreign, "foreign", JOSEObjectType.JWT, good().build()));
        assertRefused(FakeProvider.sign(foreign, fake.signing.getKeyID(), JOSEObjectType.JWT, good().build()));
    }

    @Test
    void the_key_for_encryption_signs_nothing() {
        assertRefused(
                FakeProvider.sign(fake.encryption, fake.encryption.getKeyID(), JOSEObjectType.JWT, good().build()));
        assertRefused(FakeProvider.sign(fake.signing, fake.encryption.getKeyID(), JOSEObjectType.JWT, good().build()));
    }

    @Test
    void a_changed_token_is_refused() {
        String[] parts = fake.sign(good().build()).split("\\.");
        String admin = fake.sign(good().claim("roles", "chat-admin").build()).split("\\.")[1];

        assertRefused(parts[0] + "." + admin + "." + parts[2]);
        assertRefused("nonsense");
        assertRefused("");
        assertRefused(fake.sign(good().claim("more", "x".repeat(20_000)).build()));
    }

    @Test
    void a_new_key_of_the_provider_is_followed_and_strangers_keys_are_not_asked_for_again_and_again()
            throws InvalidToken {
        check.verify(fake.sign(good().build()));
        fake.rotate("second");

        check.verify(fake.sign(good().build()));

        var foreign = FakeProvider.key("foreign", KeyUse.SIGNATURE);
        for (int i = 0; i < 20; i++) {
            assertRefused(FakeProvider.sign(foreign, "made-up-" + i, JOSEObjectType.JWT, good().build()));
        }
        assertTrue(fake.keyRequests() <= 4, fake.keyRequests() + " requests");
        check.verify(fake.sign(good().build()));
    }

    @Test
    void without_the_keys_nobody_is_refused_for_good() {
        fake.close();

        Refusal refusal = assertThrows(Refusal.class, () -> check.verify(fake.sign(good().build())));
        assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
    }

    @Test
    void only_what_says_that_it_comes_from_there_is_looked_at() {
        assertTrue(check.claimsToBe(fake.sign(good().build())));
        assertFalse(check.claimsToBe(fake.sign(good().issuer("parley").build())));
        assertFalse(check.claimsToBe("a.b.c"));
        assertFalse(check.claimsToBe(""));
    }

    private JWTClaimsSet.Builder good() {
        return fake.claims(NOW).audience(AUDIENCE);
    }

    private void refused(JWTClaimsSet.Builder claims) {
        assertRefused(fake.sign(claims.build()));
    }

    private void assertRefused(String token) {
        assertThrows(InvalidToken.class, () -> check.verify(token));
    }

    private static Date at(Duration fromNow) {
        return Date.from(NOW.plus(fromNow));
    }
}
