package org.parley.user;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ProfileChangeTest {
    @Test
    void a_name_is_one_line_of_any_language_without_white_space_around_it() {
        assertEquals(Optional.of("李雷 O’Neill"), named("  李雷 O’Neill ").name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "a\nb", "a\u0000b", "a\u2028b", "a\u202Eb", "\uD800"})
    void some_names_are_refused(String name) {
        assertThrows(Refusal.class, () -> named(name));
    }

    @Test
    void a_name_has_a_hundred_characters_at_most() {
        assertEquals(200, named("😀".repeat(100)).name().orElseThrow().length());
        assertThrows(Refusal.class, () -> named("😀".repeat(101)));
        assertThrows(Refusal.class, () -> named("x".repeat(1_000_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@example.org", "a+b@host", ""})
    void these_are_e_mail_addresses_or_none(String email) {
        assertEquals(Optional.of(email), addressed(email).email());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\nBcc: d@e", "a\u0000@b", "<a@b>"})
    void these_are_not(String email) {
        assertThrows(Refusal.class, () -> addressed(email));
    }

    private static ProfileChange named(String name) {
        return new ProfileChange(Optional.of(name), Optional.empty(), Optional.empty());
    }

    private static ProfileChange addressed(String email) {
        return new ProfileChange(Optional.empty(), Optional.of(email), Optional.empty());
    }
}
