package org.parley.security.oidc;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.security.oidc.SignOnFailure.Reason;
import org.parley.testing.FakeProvider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CodeFlowTest {
    private static final URI CALLBACK = URI.create("https://chat.example.org/api/auth/oidc/callback");

    private final FakeProvider fake = new FakeProvider();
    private final PendingSignOn pending = PendingSignOn.to("#/c/7");
    private CodeFlow flow;

    @BeforeEach
    void discover() throws ProviderUnavailable {
        flow = flow();
    }

    private CodeFlow flow(String... settings) throws ProviderUnavailable {
        Provider provider = new Provider(TestSettings.of(fake.issuer(), settings), ForkJoinPool.commonPool());
        provider.discover();
        return new CodeFlow(provider, CALLBACK);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void the_browser_is_sent_with_state_nonce_and_a_challenge() throws SignOnFailure {
        URI where = flow.begin(pending);

        Map<String, String> query = Arrays.stream(where.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertEquals("/auth", where.getPath());
        assertEquals("code", query.get("response_type"));
        assertEquals("openid profile email", query.get("scope"));
        assertEquals(CALLBACK.toString(), query.get("redirect_uri"));
        assertEquals(pending.state().getValue(), query.get("state"));
        assertEquals(pending.nonce().getValue(), query.get("nonce"));
        assertEquals("S256", query.get("code_challenge_method"));
        assertEquals(
                CodeChallenge.compute(CodeChallengeMethod.S256, pending.verifier())
                        .getValue(),
                query.get("code_challenge"));
    }

    @Test
    void the_code_is_redeemed_with_the_verifier_and_the_user_is_known() throws Exception {
        fake.idToken = fake.sign(good().claim("sid", "s-1").build());

        LoginAtProvider login = flow.complete(answer(), pending);

        assertEquals("7d3f", login.user().subject());
        assertEquals(Optional.of("anna"), login.user().handle());
        assertEquals(Set.of("chat-admin"), login.user().roles());
        assertEquals(Optional.of("s-1"), login.sid());
        assertEquals("the-code", fake.lastTokenRequest.get("code"));
        assertEquals(pending.verifier().getValue(), fake.lastTokenRequest.get("code_verifier"));
        assertEquals("parley", fake.lastTokenRequest.get("client_id"));
        assertEquals("null", fake.lastAuthorization);
    }

    @Test
    void a_client_with_a_secret_proves_itself() throws Exception {
        fake.idToken = fake.sign(good().build());

        flow("chat.oidc.client-secret", "open sesame").complete(answer(), pending);

        assertTrue(fake.lastAuthorization.startsWith("Basic "), fake.lastAuthorization);
    }

    @Test
    void what_the_id_token_lacks_the_user_info_tells_if_it_is_of_the_same_user() throws Exception {
        fake.idToken = fake.sign(good().claim("name", null).claim("roles", null).build());

        fake.userInfo = Map.of("sub", "7d3f", "name", "Anna Freud", "preferred_username", "other");
        LoginAtProvider login = flow.complete(answer(), pending);
        assertEquals(Optional.of("Anna Freud"), login.user().name());
        assertEquals(Optional.of("anna"), login.user().handle());

        fake.userInfo = Map.of("sub", "another", "name", "Anna Freud", "roles", List.of("chat-admin"));
        login = flow.complete(answer(), pending);
        assertEquals(Optional.empty(), login.user().name());
        assertEquals(Set.of(), login.user().roles());
    }

    @Test
    void an_id_token_that_is_not_for_this_attempt_is_refused() {
        assertFails(Reason.FAILED, good().claim("nonce", "another"));
        assertFails(Reason.FAILED, good().claim("nonce", null));
        assertFails(Reason.FAILED, good().audience("somebody-else"));
        assertFails(Reason.FAILED, good().audience(List.of("parley", "other")).claim("azp", "other"));
        assertFails(Reason.FAILED, good().issuer("https://login.example.com"));
        assertFails(Reason.FAILED, good().subject(null));
        assertFails(Reason.FAILED, good().subject(" white space "));
        assertFails(Reason.FAILED, good().expirationTime(Date.from(Instant.now().minusSeconds(31))));
        assertFails(Reason.FAILED, good().issueTime(Date.from(Instant.now().plusSeconds(60))));
    }

    @Test
    void the_clock_of_the_provider_may_be_off_by_the_skew() throws Exception {
        fake.idToken = fake.sign(
                good().expirationTime(Date.from(Instant.now().minusSeconds(20))).build());

        assertEquals("7d3f", flow.complete(answer(), pending).user().subject());
        CodeFlow exact = flow("chat.oidc.clock-skew", "PT0S");
        assertThrows(SignOnFailure.class, () -> exact.complete(answer(), pending));
    }

    @Test
    void an_id_token_that_is_not_signed_by_the_provider_is_refused() {
        fails(Reason.FAILED, new PlainJWT(good().build()).serialize());
        var foreign = FakeProvider.key("first", KeyUse.SIGNATURE);
        fails(Reason.FAILED, FakeProvider.sign(foreign, "first", JOSEObjectType.JWT, good().build()));
        fails(Reason.FAILED, FakeProvider.sign(fake.encryption, "encryption", JOSEObjectType.JWT, good().build()));
    }

    @Test
    void an_answer_of_another_attempt_or_another_provider_is_refused() {
        fake.idToken = fake.sign(good().build());

        assertReason(Reason.EXPIRED, with("state", "another"));
        Map<String, List<String>> without = answer();
        without.remove("state");
        assertReason(Reason.EXPIRED, without);
        assertReason(Reason.FAILED, with("iss", "https://login.example.com"));
        assertReason(Reason.EXPIRED, Map.of());
    }

    @Test
    void the_user_learns_why_the_provider_sends_them_back() {
        assertReason(Reason.CANCELLED, error("access_denied"));
        assertReason(Reason.UNAVAILABLE, error("temporarily_unavailable"));
        assertReason(Reason.FAILED, error("invalid_scope"));
        fake.tokenStatus = 400;
        assertReason(Reason.FAILED, answer());
        fake.close();
        assertReason(Reason.UNAVAILABLE, answer());
    }

    @Test
    void a_document_of_another_issuer_is_none_of_this_provider() {
        fake.claimedIssuer = "https://login.example.com";
        Provider provider = new Provider(TestSettings.of(fake.issuer()), ForkJoinPool.commonPool());

        ProviderUnavailable failure = assertThrows(ProviderUnavailable.class, provider::discover);
        assertTrue(failure.getMessage().contains("issuer"), failure.getMessage());
        assertThrows(SignOnFailure.class, () -> new CodeFlow(provider, CALLBACK).begin(pending));
    }

    private JWTClaimsSet.Builder good() {
        return fake.claims(Instant.now())
                .claim("nonce", pending.nonce().getValue())
                .claim("preferred_username", "anna")
                .claim("name", "Anna")
                .claim("email", "anna@example.org")
                .claim("roles", List.of("chat-admin"));
    }

    private Map<String, List<String>> answer() {
        return new HashMap<>(Map.of(
                "code", List.of("the-code"), "state", List.of(pending.state().getValue())));
    }

    private Map<String, List<String>> with(String parameter, String value) {
        Map<String, List<String>> answer = answer();
        answer.put(parameter, List.of(value));
        return answer;
    }

    private Map<String, List<String>> error(String code) {
        return Map.of("error", List.of(code), "state", List.of(pending.state().getValue()));
    }

    private void assertFails(Reason reason, JWTClaimsSet.Builder claims) {
        fails(reason, fake.sign(claims.build()));
    }

    private void fails(Reason reason, String idToken) {
        fake.idToken = idToken;
        assertReason(reason, answer());
    }

    private void assertReason(Reason reason, Map<String, List<String>> answer) {
        SignOnFailure failure = assertThrows(SignOnFailure.class, () -> flow.complete(answer, pending));
        assertEquals(reason, failure.reason(), failure.getMessage());
    }
}
