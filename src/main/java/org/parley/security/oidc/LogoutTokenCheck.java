package org.parley.security.oidc;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import org.parley.protocol.Refusal;
import org.parley.security.InvalidToken;

/** Decides whether a token is a logout token that the provider made for Parley a moment ago. Thread-safe. */
final class LogoutTokenCheck {
    private static final int MAX_LENGTH = 16_384;
    private static final int MAX_SID = 255;

    /** However long the provider lets it live. */
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final Provider provider;
    private final Clock clock;

    LogoutTokenCheck(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * Whose log-in has ended: the one that {@code sid} names, or all of the subject's.
     *
     * @param id the provider's name for this notice
     * @param life how long a second notice of that name would still be good
     */
    record Notice(String id, Duration life, Optional<String> subject, Optional<String> sid) {}

    /**
     * @throws InvalidToken if there is any doubt
     * @throws Refusal that the keys can't be had now
     */
    Notice verify(String token) throws InvalidToken {
        try {
            require(token != null && token.length() <= MAX_LENGTH, "too long");
            SignedJWT jwt = SignedJWT.parse(token);
            // Without a type, as older providers send it, its events tell what it is.
            boolean typed = jwt.getHeader().getType() != null
                    && !JOSEObjectType.JWT.equals(jwt.getHeader().getType());
            var validator = new LogoutTokenValidator(
                    provider.issuer(),
                    new ClientID(provider.settings().clientId()),
                    typed,
                    provider.keySelector(),
                    null);
            validator.setMaxClockSkew((int) provider.settings().clockSkew().toSeconds());
            return notice(validator.validate(jwt));
        } catch (RemoteKeySourceException | JWKSetUnavailableException | ProviderUnavailable e) {
            throw Refusal.unavailable("The provider's keys can't be had now; try again soon.");
        } catch (ParseException | JOSEException | BadJOSEException | IllegalArgumentException e) {
            throw new InvalidToken("not a logout token: " + e.getMessage());
        }
    }

    private Notice notice(LogoutTokenClaimsSet claims) throws InvalidToken {
        Instant now = clock.instant();
        Duration skew = provider.settings().clockSkew();
        Instant issuedAt = claims.getIssueTime().toInstant();
        require(!issuedAt.isAfter(now.plus(skew)), "issued in the future");
        require(now.isBefore(issuedAt.plus(MAX_AGE).plus(skew)), "too old");
        Optional<String> sid = Optional.ofNullable(claims.getSessionID()).map(id -> id.getValue());
        require(sid.filter(value -> value.length() > MAX_SID).isEmpty(), "sid too long");
        return new Notice(
                claims.getJWTID().getValue(),
                MAX_AGE.plus(skew.multipliedBy(2)),
                Optional.ofNullable(claims.getSubject()).map(subject -> subject.getValue()),
                sid);
    }

    private static void require(boolean good, String reason) throws InvalidToken {
        if (!good) {
            throw new InvalidToken(reason);
        }
    }
}
