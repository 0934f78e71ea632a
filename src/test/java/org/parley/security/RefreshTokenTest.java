package org.parley.security;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class RefreshTokenTest {
    private final RefreshToken token = RefreshToken.first();

    @Test
    void is_read_as_it_was_written() {
        assertEquals(Optional.of(token), RefreshToken.parse(token.text()));
    }

    @Test
    void the_next_one_has_another_secret_in_the_same_family() {
        RefreshToken next = token.next();

        assertEquals(token.familyHash(), next.familyHash());
        assertNotEquals(token.secret(), next.secret());
        assertNotEquals(token.hash(), next.hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.b", "' OR 1=1", "\u0000"})
    void anything_else_is_none(String text) {
        assertEquals(Optional.empty(), RefreshToken.parse(text));
        assertEquals(Optional.empty(), RefreshToken.parse(token.text() + text + "x"));
    }

    @Test
    void does_not_show_itself_in_logs() {
        assertEquals("RefreshToken[withheld]", token.toString());
    }
}
