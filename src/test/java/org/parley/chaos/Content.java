package org.parley.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an entry says, short enough to keep all of them in memory, and different if the entry is.
 *
 * @param kind as on the wire
 * @param target the seq of the entry that it changes; 0 if it changes none
 */
record Content(String kind, long target, String says) {
    private static final int SHORT = 24;
    private static final String MEMBER = "member";
    private static final String RECALLED = "(recalled by ";
    private static final Set<String> SAID = Set.of("text", "file", "voice");

    /** @param fields the kind's fields, perhaps among others */
    static Content of(String kind, JsonNode fields) {
        return new Content(kind, fields.path("target").asLong(), says(kind, fields));
    }

    private static String says(String kind, JsonNode fields) {
        if (fields.has("recalled")) {
            return recalled(fields.get("recalled").path("by").asText());
        }
        return switch (kind) {
            case "text", "edit" -> shortened(fields.path("text").asText());
            case "reaction" ->
                (fields.path("on").asBoolean() ? "+" : "-")
                        + fields.path("emoji").asText();
            case MEMBER -> event(fields.path("event").asText(), users(fields));
            default -> "";
        };
    }

    /** What the server says of a conversation's members. */
    static Content member(String event, List<String> users) {
        return new Content(MEMBER, 0, event(event, users));
    }

    private static String event(String event, List<String> users) {
        return event + " " + String.join(",", users);
    }

    /** Whether the server appends this kind, not a client. */
    boolean isMember() {
        return kind.equals(MEMBER);
    }

    /** Whether it tells of such an event, of whomever. */
    boolean tells(String event) {
        return isMember() && says.startsWith(event + " ");
    }

    /** Whether an event is about somebody. */
    boolean names(String user) {
        return isMember()
                && List.of(says.substring(says.indexOf(' ') + 1).split(",")).contains(user);
    }

    /** What a message says when it was taken back. */
    static String recalled(String by) {
        return RECALLED + by + ")";
    }

    static boolean isRecalled(String says) {
        return says.startsWith(RECALLED);
    }

    /** Whether somebody says something with it, that others may change. */
    boolean isSaid() {
        return SAID.contains(kind);
    }

    private static String shortened(String text) {
        return text.length() <= SHORT
                ? text
                : text.substring(0, SHORT) + "…" + text.length() + "#" + Integer.toHexString(text.hashCode());
    }

    static List<String> users(JsonNode fields) {
        List<String> users = new ArrayList<>();
        fields.path("users").forEach(user -> users.add(user.asText()));
        return users;
    }
}
