package org.parley.security.oidc;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.parley.protocol.Refusal;
import org.parley.security.InvalidToken;

/** Decides whether a token is an access token that the provider made for Parley, and is good now. Thread-safe. */
final class AccessTokenCheck {
    private static final int MAX_LENGTH = 16_384;

    /** However long the provider lets it live: until then is remembered what must not come back. */
    static final Duration MAX_AGE = Duration.ofHours(24);

    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES = new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null);

    /** In the claim {@code typ}, by which some providers tell their tokens apart; and claims that access tokens don't have. */
    private static final Set<String> OTHER_TYPES = Set.of("ID", "Refresh", "Offline", "Logout");

    private static final Set<String> CLAIMS_OF_OTHERS = Set.of("nonce", "at_hash", "c_hash", "events", "cnf");

    private final Provider provider;
    private final String audience;
    private final Duration skew;
    private final Clock clock;

    AccessTokenCheck(Provider provider, String audience, Clock clock) {
        this.provider = provider;
        this.audience = audience;
        this.skew = provider.settings().clockSkew();
        this.clock = clock;
    }

    /** @return whether it says that it comes from there, which proves nothing */
    boolean claimsToBe(String token) {
        if (token.length() > MAX_LENGTH) {
            return false;
        }
        try {
            return issuer().equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException | RuntimeException e) {
            return false;
        }
    }

    /**
     * @throws InvalidToken if there is any doubt
     * @throws Refusal that the keys can't be had now
     */
    JWTClaimsSet verify(String token) throws InvalidToken {
        try {
            require(token.length() <= MAX_LENGTH, "too long");
            SignedJWT jwt = SignedJWT.parse(token);
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSTypeVerifier(TYPES);
            processor.setJWSKeySelector(provider.keySelector());
            // Checked below, by the clock of this application.
            processor.setJWTClaimsSetVerifier(null);
            JWTClaimsSet claims = processor.process(jwt, null);
            check(claims);
            return claims;
        } catch (RemoteKeySourceException | JWKSetUnavailableException | ProviderUnavailable e) {
            throw Refusal.unavailable("The provider's keys can't be had now; try again soon.");
        } catch (ParseException | JOSEException | BadJOSEException | IllegalArgumentException e) {
            throw new InvalidToken("not a token of the provider's");
        }
    }

    private void check(JWTClaimsSet claims) throws InvalidToken, ParseException {
        Instant now = clock.instant();
        require(issuer().equals(claims.getIssuer()), "issuer");
        require(claims.getAudience().contains(audience), "audience");
        require(now.isBefore(time(claims.getExpirationTime()).plus(skew)), "expired");
        require(!time(claims.getIssueTime()).isAfter(now.plus(skew)), "issued in the future");
        require(!time(claims.getIssueTime()).plus(MAX_AGE).isBefore(now), "too old");
        Date notBefore = claims.getNotBeforeTime();
        require(notBefore == null || !notBefore.toInstant().isAfter(now.plus(skew)), "not yet valid");
        require(claims.getSubject() != null, "no subject");
        boolean other = claims.getClaim("typ") instanceof String type && OTHER_TYPES.contains(type);
        require(!other && CLAIMS_OF_OTHERS.stream().noneMatch(claims.getClaims()::containsKey), "not an access token");
    }

    /** @return when it ceases to be good, by the clock of this application */
    Instant end(JWTClaimsSet claims) {
        return claims.getExpirationTime().toInstant().plus(skew);
    }

    private String issuer() {
        return provider.settings().issuer().toString();
    }

    private static Instant time(Date claim) throws InvalidToken {
        require(claim != null, "a time is missing");
        return claim.toInstant();
    }

    private static void require(boolean good, String reason) throws InvalidToken {
        if (!good) {
            throw new InvalidToken(reason);
        }
    }
}
