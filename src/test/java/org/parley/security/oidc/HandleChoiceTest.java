package org.parley.security.oidc;

import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.user.Handle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HandleChoiceTest {
    @ParameterizedTest
    @CsvSource({
        "anna, anna",
        "Anna.Freud, anna.freud",
        "anna@example.org, anna",
        "Zoë Müller, zoe-muller",
        "_anna_, anna",
        "CORP\\anna, corp-anna",
        "a-name-that-is-longer-than-any-handle-may-be, a-name-that-is-longer-than-any-h",
    })
    void it_is_as_close_to_the_wish_as_a_handle_can_be(String wish, String handle) {
        assertEquals(handle, HandleChoice.choose(user(wish, null, null), taken -> false));
    }

    @Test
    void one_that_is_taken_gets_a_number() {
        Set<String> taken = Set.of("anna", "anna-2");

        assertEquals("anna-3", HandleChoice.choose(user("anna", null, null), taken::contains));
        String random = HandleChoice.choose(user("anna", null, null), handle -> handle.startsWith("anna"));
        assertTrue(Handle.find(random).isPresent(), random);
    }

    @Test
    void without_a_wish_the_address_or_the_name_serves() {
        assertEquals("anna", HandleChoice.choose(user(null, "anna@example.org", "Anna F"), taken -> false));
        assertEquals("anna-f", HandleChoice.choose(user("安", null, "Anna F"), taken -> false));
        assertEquals("user", HandleChoice.choose(user("安娜", null, null), taken -> false));
    }

    private static ProviderUser user(String handle, String email, String name) {
        return new ProviderUser(
                "7d3f",
                Optional.ofNullable(handle),
                Optional.ofNullable(name),
                Optional.ofNullable(email),
                Set.of(),
                Set.of());
    }
}
