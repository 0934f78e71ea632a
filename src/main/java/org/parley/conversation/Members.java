package org.parley.conversation;

import java.time.Instant;
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
 * @param silenced who may not write, and until when: who is muted in a group or, in a direct conversation, blocked
 * @param disabled whether an administrator has disabled the group
 */
public record Members(long version, Map<Long, Role> roles, Map<Long, Instant> silenced, boolean disabled) {
    /** The end of what has none. */
    public static final Instant FOR_EVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final char SILENCED = '/';

    /** Old versions pass over it. */
    private static final String DISABLED = "/D";

    private static final Map<Character, Role> BY_LETTER = Stream.of(Role.values())
            .collect(Collectors.toMap(role -> role.name().charAt(0), role -> role));

    public Members {
        roles = Map.copyOf(roles);
        silenced = Map.copyOf(silenced);
    }

    public Members(long version, Map<Long, Role> roles) {
        this(version, roles, Map.of(), false);
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

    /** @return whether it is a group: that alone has an owner */
    public boolean ofGroup() {
        return roles.containsValue(Role.OWNER);
    }

    public int count() {
        return roles.size();
    }

    /** @return until when somebody may not write; empty if they may */
    public Optional<Instant> silencedUntil(long user, Instant now) {
        return Optional.ofNullable(silenced.get(user)).filter(now::isBefore);
    }

    /**
     * Judges from memory what needs nothing but to be a member.
     *
     * @return whether somebody may surely do this
     */
    public boolean surelyLet(long user, Operation operation, Instant now) {
        return (!disabled || operation.whileDisabled())
                && operation.allowed(Standing.PARTNER)
                && role(user)
                        .filter(role -> operation.allowed(Standing.of(true, Optional.of(role))))
                        .isPresent()
                && (operation.whileSilenced() || silencedUntil(user, now).isEmpty());
    }

    Members with(long user, Role role) {
        Map<Long, Role> changed = new HashMap<>(roles);
        changed.put(user, role);
        return new Members(version + 1, changed, silenced, disabled);
    }

    Members with(Set<Long> users) {
        Map<Long, Role> changed = new HashMap<>(roles);
        users.forEach(user -> changed.put(user, Role.MEMBER));
        return new Members(version + 1, changed, silenced, disabled);
    }

    Members without(long user) {
        Map<Long, Role> changed = new HashMap<>(roles);
        changed.remove(user);
        return new Members(version + 1, changed, without(silenced, user), disabled);
    }

    /** @param until null if they may write again */
    Members silence(long user, Instant until) {
        Map<Long, Instant> changed = without(silenced, user);
        if (until != null) {
            changed.put(user, until);
        }
        return new Members(version + 1, roles, changed, disabled);
    }

    Members withoutAll() {
        return new Members(version + 1, Map.of(), Map.of(), disabled);
    }

    private static Map<Long, Instant> without(Map<Long, Instant> map, long user) {
        Map<Long, Instant> changed = new HashMap<>(map);
        changed.remove(user);
        return changed;
    }

    /** @return what {@link #decode} makes the same members of */
    String encode() {
        StringBuilder text = new StringBuilder(roles.size() * 10);
        roles.forEach((user, role) -> text.append(user).append(role.name().charAt(0)));
        // Old versions read no further than the last role.
        silenced.forEach((user, until) ->
                text.append(SILENCED).append(user).append(SILENCED).append(until.toEpochMilli()));
        return disabled ? text.append(DISABLED).toString() : text.toString();
    }

    static Members decode(long version, String text) {
        Map<Long, Role> roles = new HashMap<>();
        int end = text.indexOf(SILENCED) < 0 ? text.length() : text.indexOf(SILENCED);
        int start = 0;
        for (int i = 0; i < end; i++) {
            Role role = BY_LETTER.get(text.charAt(i));
            if (role != null) {
                roles.put(Long.parseLong(text, start, i, 10), role);
                start = i + 1;
            }
        }
        return new Members(version, roles, decodeSilenced(text.substring(end)), text.endsWith(DISABLED));
    }

    private static Map<Long, Instant> decodeSilenced(String text) {
        Map<Long, Instant> silenced = new HashMap<>();
        String[] parts = text.split(Character.toString(SILENCED));
        for (int i = 1; i + 1 < parts.length; i += 2) {
            silenced.put(Long.parseLong(parts[i]), Instant.ofEpochMilli(Long.parseLong(parts[i + 1])));
        }
        return silenced;
    }
}
