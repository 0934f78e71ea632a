package org.parley.conversation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a conversation at one moment. Immutable, and shared by everybody who asks for the same version.
 *
 * @param version counts the changes of members; two of the same conversation and version are equal
 */
public record Members(long version, Map<Long, Role> roles) {
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
}
