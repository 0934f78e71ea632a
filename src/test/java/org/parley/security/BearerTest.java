package org.parley.security;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BearerTest {
    @ParameterizedTest
    @ValueSource(strings = {"Bearer a token", "bearer a token", "BEARER   a token "})
    void the_scheme_has_no_case(String header) {
        assertEquals(Optional.of("a token"), Bearer.token(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearera token", "Basic a token", " Bearer a token"})
    void another_scheme_has_no_token(String header) {
        assertEquals(Optional.empty(), Bearer.token(header));
    }
}
