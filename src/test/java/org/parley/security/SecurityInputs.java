package org.parley.security;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;

/** What strangers send to prove who they are, and where they come from, as a fuzzer makes it up. */
public final class SecurityInputs {
    /** So that what a fuzzer finds is found again: inputs hold the key's name, and no signature that fits. */
    private static final ECKey KEY = key();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private SecurityInputs() {}

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("key").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class OneKey implements SigningKeys {
        @Override
        public SigningKey newest() {
            return SigningKey.of(KEY);
        }

        @Override
        public Optional<SigningKey> find(String id) {
            return id.equals("key") ? Optional.of(newest()) : Optional.empty();
        }
    }

    /** Nothing that a stranger makes up is an access token. */
    public static void accessToken(byte[] input) {
        AccessTokens tokens = new AccessTokens(new OneKey(), Duration.ofMinutes(10), CLOCK);
        try {
            tokens.verify(new String(input, StandardCharsets.UTF_8));
        } catch (InvalidToken expected) {
            return;
        }
        throw new IllegalStateException("a token without a signature was believed");
    }

    /** A refresh token is read as it is written. */
    public static void refreshToken(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        RefreshToken.parse(text).filter(token -> !token.text().equals(text)).ifPresent(token -> {
            throw new IllegalStateException("another text");
        });
    }

    /** Both headers of proxies are read without a failure, in as many hops as there are. */
    public static void forwarded(byte[] input) {
        List<String> headers = List.of(new String(input, StandardCharsets.ISO_8859_1));
        ForwardedHop.ofXForwardedFor(headers);
        if (ForwardedHop.ofForwarded(headers).isEmpty()) {
            throw new IllegalStateException("a header without a hop");
        }
    }
}
