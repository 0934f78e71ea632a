package org.parley.broker.kafka;

import java.util.function.Consumer;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

import org.parley.protocol.JsonText;

/**
 * A record's value: a JSON object whose last field, {@code body}, is JSON that was made before and is taken out again as
 * it is, without being read.
 */
record Envelope(JsonObject head, String body) {
    /** Inside of a JSON string its quotes would be escaped, so the first one is the field. */
    private static final String BODY = ",\"body\":";

    static String encode(Consumer<JsonGenerator> head, String body) {
        String json = JsonText.object(head);
        return new StringBuilder(json.length() + BODY.length() + body.length())
                .append(json, 0, json.length() - 1)
                .append(BODY)
                .append(body)
                .append('}')
                .toString();
    }

    /** @throws RuntimeException if it is not one */
    static Envelope decode(String value) {
        int at = value.indexOf(BODY);
        if (at < 0 || !value.endsWith("}")) {
            throw new IllegalArgumentException("There is no body.");
        }
        return new Envelope(
                JsonText.parse(value.substring(0, at) + '}'), value.substring(at + BODY.length(), value.length() - 1));
    }
}
