package org.parley.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.testing.ManualClock;
import org.parley.user.Credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class AccessTokensTest {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final ECKey KEY = key("current");
    private static final ECKey OLDER = key("older");
    private static final Credentials ALICE = new Credentials(7, "alice", null, true, true);

    private final ManualClock clock = new ManualClock();
    private final List<ECKey> known = new ArrayList<>(List.of(KEY, OLDER));
    private final AccessTokens tokens = new AccessTokens(new KnownKeys(), LIFETIME, clock);

    private final class KnownKeys implements SigningKeys {
        @Override
        public SigningKey newest() {
            return SigningKey.of(KEY);
        }

        @Override
        public Optional<SigningKey> find(String id) {
            return known.stream()
                    .filter(key -> key.getKeyID().equals(id))
                    .map(SigningKey::of)
                    .findFirst();
        }
    }

    @Test
    void an_issued_token_tells_who_its_bearer_is() throws Exception {
        ParleyPrincipal principal = tokens.verify(tokens.issue(ALICE, "session"));

        assertEquals(7, principal.userId());
        assertEquals("alice", principal.handle());
        assertEquals("session", principal.sessionId());
        assertEquals(Set.of("user", "admin"), principal.roles());
        assertEquals(clock.instant().plus(LIFETIME), principal.expiresAt());
    }

    @Test
    void who_is_no_administrator_gets_no_such_role() throws Exception {
        String token = tokens.issue(new Credentials(8, "bob", null, false, true), "session");

        assertEquals(Set.of("user"), tokens.verify(token).roles());
    }

    @Test
    void what_was_verified_before_is_worth_nothing_without_its_key_or_after_its_time() throws Exception {
        String current = tokens.issue(ALICE, "session");
        String older = signed(OLDER, claims -> {});
        tokens.verify(older);
        tokens.verify(older);
        known.remove(OLDER);
        assertThrows(InvalidToken.class, () -> tokens.verify(older));

        tokens.verify(current);
        clock.advance(LIFETIME);
        assertThrows(InvalidToken.class, () -> tokens.verify(current));
    }

    @Test
    void a_signature_is_not_taken_for_that_of_a_token_that_was_verified() throws Exception {
        String good = tokens.issue(ALICE, "session");
        String other = tokens.issue(new Credentials(8, "bob", null, false, true), "session");
        tokens.verify(good);
        tokens.verify(other);
        String mixed = good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
        assertThrows(InvalidToken.class, () -> tokens.verify(mixed));
    }

    @Test
    void an_older_key_still_verifies() throws Exception {
        assertEquals("alice", tokens.verify(signed(OLDER, claims -> {})).handle());
    }

    @Test
    void a_token_is_good_until_the_moment_it_says_and_no_longer() throws Exception {
        String token = tokens.issue(ALICE, "session");

        clock.advance(LIFETIME.minusMillis(1));
        tokens.verify(token);
        clock.advance(Duration.ofMillis(1));
        assertInvalid(token);
    }

    @Test
    void the_clock_of_the_node_that_issued_it_may_be_half_a_minute_ahead() throws Exception {
        tokens.verify(signed(KEY, claims -> claims.notBeforeTime(in(30)).issueTime(in(30))));
        assertInvalid(signed(KEY, claims -> claims.notBeforeTime(in(31))));
        assertInvalid(signed(KEY, claims -> claims.issueTime(in(31))));
    }

    @Test
    void another_issuer_or_audience_is_refused() throws Exception {
        assertInvalid(signed(KEY, claims -> claims.issuer("other")));
        assertInvalid(signed(KEY, claims -> claims.issuer(null)));
        assertInvalid(signed(KEY, claims -> claims.audience("other")));
        assertInvalid(signed(KEY, claims -> claims.audience(List.of("parley", "other"))));
        assertInvalid(signed(KEY, claims -> claims.audience((String) null)));
    }

    @Test
    void a_missing_claim_is_refused() throws Exception {
        assertInvalid(signed(KEY, claims -> claims.expirationTime(null)));
        assertInvalid(signed(KEY, claims -> claims.notBeforeTime(null)));
        assertInvalid(signed(KEY, claims -> claims.issueTime(null)));
        assertInvalid(signed(KEY, claims -> claims.subject(null)));
        assertInvalid(signed(KEY, claims -> claims.claim("sid", null)));
        assertInvalid(signed(KEY, claims -> claims.claim("handle", null)));
        assertInvalid(signed(KEY, claims -> claims.claim("roles", null)));
    }

    @Test
    void a_claim_of_the_wrong_form_is_refused() throws Exception {
        assertInvalid(signed(KEY, claims -> claims.subject("alice")));
        assertInvalid(signed(KEY, claims -> claims.claim("sid", 5)));
        assertInvalid(signed(KEY, claims -> claims.claim("roles", "admin")));
        assertInvalid(signed(KEY, claims -> claims.claim("roles", List.of("user", "root"))));
        assertInvalid(signed(KEY, claims -> claims.claim("roles", List.of())));
        assertInvalid(signed(KEY, claims -> claims.claim("exp", "tomorrow")));
    }

    @Test
    void another_key_with_the_same_id_is_refused() throws Exception {
        assertInvalid(signed(key("current"), claims -> {}));
    }

    @Test
    void an_unknown_key_is_refused() throws Exception {
        assertInvalid(signed(key("stranger"), claims -> {}));
    }

    @Test
    void a_key_that_the_token_brings_itself_is_not_looked_at() throws Exception {
        ECKey own = key("own");
        assertInvalid(sign(header("own").jwk(own.toPublicJWK()).build(), own));
    }

    @Test
    void a_token_of_another_type_is_refused() throws Exception {
        assertInvalid(sign(header("current").type(JOSEObjectType.JWT).build(), KEY));
        assertInvalid(sign(header("current").type(null).build(), KEY));
    }

    @Test
    void a_token_without_a_key_id_is_refused() throws Exception {
        assertInvalid(sign(header(null).build(), KEY));
    }

    @Test
    void critical_headers_that_are_not_understood_are_refused() throws Exception {
        assertInvalid(sign(
                header("current")
                        .criticalParams(Set.of("x"))
                        .customParam("x", true)
                        .build(),
                KEY));
    }

    @Test
    void an_unsigned_token_is_refused() throws Exception {
        String[] good = tokens.issue(ALICE, "session").split("\\.");
        String none = base64("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"current\"}");

        assertInvalid(none + "." + good[1] + ".");
        assertInvalid(none + "." + good[1] + "." + good[2]);
        assertInvalid(good[0] + "." + good[1] + ".");
    }

    @Test
    void a_token_that_uses_the_public_key_as_a_secret_is_refused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID("current")
                .build();
        SignedJWT jwt = new SignedJWT(header, claims().build());
        jwt.sign(new MACSigner(KEY.toECPublicKey().getEncoded()));

        assertInvalid(jwt.serialize());
    }

    @Test
    void a_changed_token_is_refused() throws Exception {
        String[] good = tokens.issue(ALICE, "session").split("\\.");
        String forged = new String(Base64.getUrlDecoder().decode(good[1]), StandardCharsets.UTF_8)
                .replace("\"sub\":\"7\"", "\"sub\":\"1\"");

        assertInvalid(good[0] + "." + base64(forged) + "." + good[2]);
        // The signature that fitted everything, by CVE-2022-21449: both numbers zero.
        assertInvalid(good[0] + "." + good[1] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a.b.c", "e30.e30.", "null", "{}", "\u0000", "e30.e30.e30.e30.e30", "😀.😀.😀"})
    void garbage_is_refused(String token) {
        assertInvalid(token);
    }

    @Test
    void a_giant_token_is_refused() {
        assertInvalid("a".repeat(1_000_000));
        assertInvalid(base64("[".repeat(3_000)) + ".e30.e30");
    }

    private void assertInvalid(String token) {
        assertThrows(InvalidToken.class, () -> tokens.verify(token));
    }

    private Date in(int seconds) {
        return Date.from(clock.instant().plusSeconds(seconds));
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer("parley")
                .audience("parley")
                .subject("7")
                .claim("handle", "alice")
                .claim("sid", "session")
                .claim("roles", List.of("user"))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(in(60));
    }

    private String signed(ECKey key, Consumer<JWTClaimsSet.Builder> change) throws Exception {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        SignedJWT jwt = new SignedJWT(header(key.getKeyID()).build(), claims.build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private String sign(JWSHeader header, ECKey key) throws Exception {
        SignedJWT jwt = new SignedJWT(header, claims().build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private static JWSHeader.Builder header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keyId);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
