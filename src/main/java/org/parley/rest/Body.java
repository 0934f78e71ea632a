package org.parley.rest;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * The JSON object in a request's body, as a resource method's parameter. Fields that nobody asks for are ignored; one
 * of the wrong type is refused as {@code malformed} with its name.
 *
 * @param json for what the typed methods don't cover
 */
public record Body(JsonObject json) {
    /** @return whether the field is there, be it null */
    public boolean has(String field) {
        return json.containsKey(field);
    }

    public String string(String field) {
        return optionalString(field).orElseThrow(() -> malformed(field + " is missing"));
    }

    /** @return empty if the field is absent or null */
    public Optional<String> optionalString(String field) {
        JsonValue value = json.get(field);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        throw malformed(field + " is a string");
    }

    /** @return true or false; there is no default */
    public boolean bool(String field) {
        JsonValue value = json.get(field);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw malformed(field + " is true or false");
    }

    /** @return empty if the field is absent or null */
    public Optional<Boolean> optionalBool(String field) {
        JsonValue value = json.get(field);
        return value == null || value == JsonValue.NULL ? Optional.empty() : Optional.of(bool(field));
    }

    /** @return empty if the field is absent; it is not null */
    public Optional<Boolean> boolIfPresent(String field) {
        return has(field) ? Optional.of(bool(field)) : Optional.empty();
    }

    private static Refusal malformed(String detail) {
        return new Refusal(ErrorCode.MALFORMED, detail);
    }
}
