package org.parley.admin;

import java.util.Optional;

import jakarta.json.JsonValue;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;

/** Fields that are true or false. */
final class Flags {
    private Flags() {}

    /** @throws Refusal {@code malformed} if the field is there and is something else */
    static Optional<Boolean> optional(Body body, String field) {
        JsonValue value = body.json().get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return Optional.of(value == JsonValue.TRUE);
        }
        throw new Refusal(ErrorCode.MALFORMED, field + " is true or false");
    }
}
