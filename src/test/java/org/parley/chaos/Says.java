package org.parley.chaos;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** What an entry says, short enough to keep all of them in memory, and different if the entry is. */
final class Says {
    private static final int SHORT = 24;

    private Says() {}

    /** @param fields the kind's fields, perhaps among others */
    static String of(String kind, JsonNode fields) {
        if (kind.equals("text")) {
            return text(fields.path("text").asText());
        }
        if (kind.equals("member")) {
            return fields.path("event").asText() + " " + String.join(",", users(fields));
        }
        return kind;
    }

    static String text(String text) {
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
