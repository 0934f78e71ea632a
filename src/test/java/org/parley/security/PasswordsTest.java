package org.parley.security;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PasswordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"12345678", "        ", "😀😀😀😀😀😀😀😀", "correct horse battery staple"})
    void any_eight_characters_will_do(String password) {
        assertEquals(password, Passwords.checkNew(password));
    }

    @Test
    void up_to_128_characters_will_do() {
        assertEquals(256, Passwords.checkNew("😀".repeat(128)).length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567", "😀😀😀😀"})
    void fewer_are_refused(String password) {
        assertRefused(password);
    }

    @Test
    void more_are_refused_however_many() {
        assertRefused("x".repeat(129));
        assertRefused("x".repeat(1_000_000));
    }

    @Test
    void an_accent_is_the_same_from_every_keyboard() {
        assertEquals("caf\u00e9 noir", Passwords.checkNew("cafe\u0301 noir"));
    }

    private static void assertRefused(String password) {
        Refusal refusal = assertThrows(Refusal.class, () -> Passwords.checkNew(password));
        assertEquals(ErrorCode.MALFORMED, refusal.code());
    }
}
