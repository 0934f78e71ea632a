package org.parley.call;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class IceServersTest {
    @Test
    void credentialsAreThoseThatCoturnExpects() {
        // printf 1735689600:alice | openssl dgst -sha1 -hmac secret -binary | base64
        assertEquals(
                "Utv7WtALdDlVkVQE++ZVAdNMC/g=",
                IceServersResource.turn(List.of("turn:turn.example.org"), "1735689600:alice", "secret")
                        .credential());
    }
}
