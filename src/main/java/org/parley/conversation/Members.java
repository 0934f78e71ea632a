package org.parley.conversation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members of a conversation at one moment. Immutable, and shared by everybody who asks for the same version.
 *
 * @param version counts the changes of members; two of the same conversation and version are equal
 */
public record Members(long version, Map<Long, Role> roles) {
    private static final Map<Character, Role> BY_LETTER = Stream.of(Role.values())
            .collect(Collectors.toMap(role -> role.name().charAt(0), role -> role));

    public Members {
        roles = Map.copyOf(roles);
    }

    public boolean contains(long user) {
        return roles.containsKey(user);
    }

    public Optional<Role> role(long user) {
        return Optional.ofNullable(roles.get(user));
    }

    public Set<Long> users() {
        return roles.keySet();
    }

    public int count() {
        return roles.size();
    }

    Members with(long user, Role role) {
        Map<Long, Role> changed = new HashMap<>(roles);
        changed.put(user, role);
        return new Members(version + 1, changed);
    }

    Members without(long user) {
        Map<Long, Role> changed = new HashMap<>(roles);
        changed.remove(user);
        return new Members(version + 1, changed);
    }

    /** @return what {@link #decode} makes the same members of */
    String encode() {
        StringBuilder text = new StringBuilder(roles.size() * 10);
        roles.forEach((user, role) -> text.append(user).append(role.name().charAt(0)));
        return text.toString();
    }

    static Members decode(long version, String text) {
        Map<Long, Role> roles = new HashMap<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            Role role = BY_LETTER.get(text.charAt(i));
            if (role != null) {
                roles.put(Long.parseLong(text, start, i, 10), role);
                start = i + 1;
            }
        }
        return new Members(version, roles);
    }
}
