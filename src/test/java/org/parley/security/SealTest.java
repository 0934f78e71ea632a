package org.parley.security;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.junit.jupiter.api.Test;
import org.parley.testing.ManualClock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class SealTest {
    private static final Map<String, String> CONTENT = Map.of("state", "a secret word");

    private final ManualClock clock = new ManualClock();
    private final Seal seal = new Seal(keys("one"), clock);

    @Test
    void what_was_closed_opens_for_its_purpose_and_for_its_time_alone() {
        String closed = seal.close("purpose", CONTENT, Duration.ofMinutes(15));

        assertFalse(closed.contains("secret"));
        assertEquals("a secret word", seal.open("purpose", closed).orElseThrow().get("state"));
        assertEquals(Optional.empty(), seal.open("another", closed));
        clock.advance(Duration.ofMinutes(15));
        assertEquals(Optional.empty(), seal.open("purpose", closed));
    }

    @Test
    void what_others_made_or_changed_does_not_open() {
        String closed = seal.close("purpose", CONTENT, Duration.ofMinutes(15));
        String foreign = new Seal(keys("one"), clock).close("purpose", CONTENT, Duration.ofMinutes(15));

        assertEquals(Optional.empty(), seal.open("purpose", foreign));
        assertEquals(Optional.empty(), seal.open("purpose", closed.substring(0, closed.length() - 3) + "AAA"));
        assertEquals(Optional.empty(), seal.open("purpose", "nonsense"));
        assertEquals(Optional.empty(), seal.open("purpose", ""));
    }

    private static SigningKeys keys(String id) {
        SigningKey key;
        try {
            key = SigningKey.of(new ECKeyGenerator(Curve.P_256).keyID(id).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return new SigningKeys() {
            @Override
            public SigningKey newest() {
                return key;
            }

            @Override
            public Optional<SigningKey> find(String wanted) {
                return Optional.of(key).filter(known -> known.id().equals(wanted));
            }
        };
    }
}
