package org.parley.security;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.parley.config.Settings;
import org.parley.local.LocalCaches;
import org.parley.user.Credentials;
import org.parley.user.Roles;

/**
 * Access tokens: JWTs in the profile of RFC 9068, signed with ES256. Whatever is not exactly as Parley makes it is
 * invalid. Says nothing of whether the session still exists; {@link Authenticator} does. Thread-safe.
 */
@ApplicationScoped
public class AccessTokens {
    private static final String PARLEY = "parley";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final int MAX_LENGTH = 4096;
    private static final Set<String> ROLES = Set.of(Roles.USER, Roles.ADMIN);

    /** How far ahead another node's clock may be. A token never lives longer than it says. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final int SIGNATURES_REMEMBERED = 20_000;

    private final SigningKeys keys;
    private final Duration lifetime;
    private final Clock clock;

    /**
     * Digests of tokens whose signatures were checked, each with the id of the key: to check one takes as long as a small
     * query, and each request brings the same again. Everything else is checked each time.
     */
    private final Cache<Signed, Boolean> signed =
            LocalCaches.builder().maximumSize(SIGNATURES_REMEMBERED).build();

    private record Signed(String keyId, String digest) {}

    /** For the container's proxy alone. */
    protected AccessTokens() {
        this.keys = null;
        this.lifetime = null;
        this.clock = null;
    }

    @Inject
    AccessTokens(SigningKeys keys, Settings settings, Clock clock) {
        this(keys, settings.tokens().accessLifetime(), clock);
    }

    AccessTokens(SigningKeys keys, Duration lifetime, Clock clock) {
        this.keys = keys;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** @return how long a token lives from now */
    public Duration lifetime() {
        return lifetime;
    }

    String issue(Credentials user, String sessionId) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(PARLEY)
                .audience(PARLEY)
                .subject(Long.toString(user.userId()))
                .claim("handle", user.handle())
                .claim("sid", sessionId)
                .claim("roles", Roles.of(user.administrator()))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .jwtID(Secrets.random(16))
                .build();
        SigningKey key = keys.newest();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(TYPE)
                .keyID(key.id())
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("The key " + key.id() + " can't sign", e);
        }
        return token.serialize();
    }

    /**
     * @param token what somebody claims to be an access token
     * @throws InvalidToken if there is any doubt
     */
    public ParleyPrincipal verify(String token) throws InvalidToken {
        if (token.length() > MAX_LENGTH) {
            throw new InvalidToken("too long");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            checkSignature(jwt, token);
            return principal(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw new InvalidToken("not a token");
        }
    }

    private void checkSignature(SignedJWT jwt, String token) throws InvalidToken, JOSEException {
        JWSHeader header = jwt.getHeader();
        // Before anything of the header is used: the algorithm is ours to choose, never the token's.
        require(JWSAlgorithm.ES256.equals(header.getAlgorithm()), "algorithm");
        require(TYPE.equals(header.getType()), "type");
        require(header.getKeyID() != null, "no key id");
        SigningKey key = keys.find(header.getKeyID()).orElseThrow(() -> new InvalidToken("unknown key"));
        Signed known = new Signed(key.id(), Secrets.hash(token));
        if (signed.getIfPresent(known) == null) {
            require(jwt.verify(key.verifier()), "signature");
            signed.put(known, true);
        }
    }

    private ParleyPrincipal principal(JWTClaimsSet claims) throws InvalidToken, ParseException {
        require(PARLEY.equals(claims.getIssuer()), "issuer");
        require(List.of(PARLEY).equals(claims.getAudience()), "audience");
        Instant expiry = time(claims.getExpirationTime());
        Instant latestStart = clock.instant().plus(SKEW);
        require(clock.instant().isBefore(expiry), "expired");
        require(!time(claims.getNotBeforeTime()).isAfter(latestStart), "not yet valid");
        require(!time(claims.getIssueTime()).isAfter(latestStart), "issued in the future");

        String handle = claims.getStringClaim("handle");
        String session = claims.getStringClaim("sid");
        List<String> roles = claims.getStringListClaim("roles");
        require(handle != null && !handle.isEmpty() && session != null && !session.isEmpty(), "incomplete");
        require(roles != null && ROLES.containsAll(roles) && roles.contains(Roles.USER), "roles");
        return new ParleyPrincipal(userId(claims.getSubject()), handle, session, expiry, Set.copyOf(roles), false);
    }

    private static Instant time(Date claim) throws InvalidToken {
        require(claim != null, "a time is missing");
        return claim.toInstant();
    }

    private static long userId(String subject) throws InvalidToken {
        require(subject != null, "no subject");
        return Long.parseLong(subject);
    }

    private static void require(boolean good, String reason) throws InvalidToken {
        if (!good) {
            throw new InvalidToken(reason);
        }
    }
}
