package org.parley.security.oidc;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.parley.config.Settings;

/**
 * What the provider says of a user.
 *
 * @param subject who it is, for ever; nothing else of this identifies anybody
 * @param handle what a new user would like to be called
 */
record ProviderUser(
        String subject,
        Optional<String> handle,
        Optional<String> name,
        Optional<String> email,
        Set<String> roles,
        Set<String> groups) {
    /** As OpenID Connect has it, but without white space at the ends, which some databases don't tell apart. */
    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]{0,253}[\\x21-\\x7E])?");

    /** @throws IllegalArgumentException if there is no subject that can be one */
    static ProviderUser of(Map<String, Object> claims, Settings.ClaimNames names) {
        if (!(claims.get("sub") instanceof String subject)
                || !SUBJECT.matcher(subject).matches()) {
            throw new IllegalArgumentException("no subject");
        }
        return new ProviderUser(
                subject,
                text(claims, names.handle()),
                text(claims, names.name()),
                text(claims, names.email()),
                texts(claims, names.roles()),
                texts(claims, names.groups()));
    }

    /** @return whether the provider makes this user an administrator; empty if it does not decide that */
    Optional<Boolean> administrator(Settings.OpenIdProvider settings) {
        return settings.administratorRole().map(roles::contains);
    }

    boolean allowed(Settings.OpenIdProvider settings) {
        return settings.groups().isEmpty() || groups.stream().anyMatch(settings.groups()::contains);
    }

    static boolean has(Map<String, Object> claims, String name) {
        return find(claims, name) != null;
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return find(claims, name) instanceof String text
                ? Optional.of(text.strip()).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    private static Set<String> texts(Map<String, Object> claims, String name) {
        Object value = find(claims, name);
        if (value instanceof Collection<?> values) {
            return values.stream()
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .collect(Collectors.toSet());
        }
        return value instanceof String text ? Set.of(text) : Set.of();
    }

    // A claim whose very name has dots, as those that are URLs, goes before a way into objects.
    private static Object find(Map<?, ?> claims, String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, name.substring(dot + 1))
                : null;
    }

    @Override
    public String toString() {
        return "ProviderUser[" + subject + "]";
    }
}
