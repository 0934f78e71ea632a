package org.parley.security.oidc;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.config.Settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProviderUserTest {
    private static final URI ISSUER = URI.create("https://login.example.org");

    @Test
    void claims_are_found_by_name_or_inside_of_objects() {
        Settings.ClaimNames names =
                new Settings.ClaimNames("login", "name", "mail", "realm_access.roles", "https://example.org/groups");

        ProviderUser user = ProviderUser.of(
                Map.of(
                        "sub", "7d3f",
                        "login", " anna ",
                        "name", 7,
                        "realm_access", Map.of("roles", List.of("chat-admin", "other")),
                        "https://example.org/groups", "staff"),
                names);

        assertEquals(Optional.of("anna"), user.handle());
        assertEquals(Optional.empty(), user.name());
        assertEquals(Set.of("chat-admin", "other"), user.roles());
        assertEquals(Set.of("staff"), user.groups());
    }

    @Test
    void only_the_role_makes_an_administrator_and_only_the_groups_let_in() {
        Settings.OpenIdProvider closed =
                TestSettings.of(ISSUER, "chat.oidc.groups", "staff,guests", "chat.oidc.admin-role", "chat-admin");

        assertEquals(Optional.of(true), user("roles", "chat-admin").administrator(closed));
        assertEquals(Optional.of(false), user("roles", "Chat-Admin").administrator(closed));
        assertEquals(Optional.of(false), user("groups", "chat-admin").administrator(closed));
        assertEquals(
                Optional.empty(), user("roles", "chat-admin").administrator(TestSettings.of(ISSUER)), "not asked for");
        assertTrue(user("groups", "guests").allowed(closed));
        assertFalse(user("groups", "others").allowed(closed));
        assertFalse(user("roles", "staff").allowed(closed));
        assertTrue(user("groups", "others").allowed(TestSettings.of(ISSUER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " 7d3f", "7d3f ", "7d\n3f", "ü"})
    void a_subject_that_databases_could_take_for_another_is_none(String subject) {
        assertThrows(
                IllegalArgumentException.class,
                () -> ProviderUser.of(
                        Map.of("sub", subject), TestSettings.of(ISSUER).claims()));
    }

    private static ProviderUser user(String claim, String value) {
        return ProviderUser.of(
                Map.of("sub", "7d3f", claim, List.of(value)),
                TestSettings.of(ISSUER).claims());
    }
}
