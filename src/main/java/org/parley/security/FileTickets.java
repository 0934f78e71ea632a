package org.parley.security;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.parley.user.Credentials;
import org.parley.user.UserStore;

/**
 * Tickets: short-lived, signed words of the server that a user asked for one file. They stand in addresses, where access
 * tokens never do, and are good for nothing else. Thread-safe.
 */
@ApplicationScoped
public class FileTickets {
    public static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final JOSEObjectType TYPE = new JOSEObjectType("file-ticket+jwt");
    private static final int MAX_LENGTH = 1024;

    @Inject
    private SigningKeys keys;

    @Inject
    private UserStore users;

    @Inject
    private Clock clock;

    /** Who asked for what; whether they may have it is another question. */
    public record Grant(long user, long file) {}

    public String issue(long user, long file) {
        SigningKey key = keys.newest();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject(Long.toString(user))
                .claim("file", Long.toString(file))
                .expirationTime(Date.from(clock.instant().plus(LIFETIME)))
                .build();
        SignedJWT ticket = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.id())
                        .build(),
                claims);
        try {
            ticket.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("The key " + key.id() + " can't sign", e);
        }
        return ticket.serialize();
    }

    /** @return empty if it is no ticket of Parley's, has expired, or is of somebody whose account is disabled */
    public Optional<Grant> check(String ticket) {
        if (ticket.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(ticket);
            return verified(jwt) ? grant(jwt.getJWTClaimsSet()) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean verified(SignedJWT jwt) throws JOSEException {
        JWSHeader header = jwt.getHeader();
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                || !TYPE.equals(header.getType())
                || header.getKeyID() == null) {
            return false;
        }
        Optional<SigningKey> key = keys.find(header.getKeyID());
        return key.isPresent() && jwt.verify(key.get().verifier());
    }

    private Optional<Grant> grant(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        if (claims.getExpirationTime() == null
                || !now.isBefore(claims.getExpirationTime().toInstant())) {
            return Optional.empty();
        }
        long user = Long.parseLong(claims.getSubject());
        long file = Long.parseLong(claims.getStringClaim("file"));
        return users.credentials(user).filter(Credentials::enabled).map(account -> new Grant(user, file));
    }
}
