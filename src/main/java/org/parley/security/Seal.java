package org.parley.security;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;

/**
 * Hides what is left with a browser for a while: nobody but the nodes of this installation can read or make it, and
 * after its time it is worth nothing. Thread-safe.
 */
@ApplicationScoped
public class Seal {
    private static final int MAX_LENGTH = 4096;

    private final SigningKeys keys;
    private final Clock clock;

    /** For the container's proxy alone. */
    protected Seal() {
        this.keys = null;
        this.clock = null;
    }

    @Inject
    public Seal(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @param purpose what it is for; it opens for nothing else */
    public String close(String purpose, Map<String, String> content, Duration life) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .audience(purpose)
                .expirationTime(Date.from(clock.instant().plus(life)));
        content.forEach(claims::claim);
        SigningKey key = keys.newest();
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(key.id())
                .build();
        EncryptedJWT jwt = new EncryptedJWT(header, claims.build());
        try {
            jwt.encrypt(new DirectEncrypter(key.seal()));
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java platform can't encrypt with AES-256-GCM", e);
        }
        return jwt.serialize();
    }

    /** @return what was closed for this purpose; empty if its time is over, or it is not from here */
    public Optional<Map<String, String>> open(String purpose, String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            EncryptedJWT jwt = EncryptedJWT.parse(text);
            JWEHeader header = jwt.getHeader();
            Optional<SigningKey> key = Optional.ofNullable(header.getKeyID()).flatMap(keys::find);
            if (key.isEmpty()
                    || !JWEAlgorithm.DIR.equals(header.getAlgorithm())
                    || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
                    || header.getCompressionAlgorithm() != null) {
                return Optional.empty();
            }
            jwt.decrypt(new DirectDecrypter(key.get().seal()));
            return content(purpose, jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private Optional<Map<String, String>> content(String purpose, JWTClaimsSet claims) {
        Instant expiry = claims.getExpirationTime().toInstant();
        if (!claims.getAudience().contains(purpose) || !clock.instant().isBefore(expiry)) {
            return Optional.empty();
        }
        return Optional.of(claims.getClaims().entrySet().stream()
                .filter(claim -> claim.getValue() instanceof String)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, claim -> (String) claim.getValue())));
    }
}
