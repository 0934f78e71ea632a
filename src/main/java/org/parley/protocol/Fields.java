package org.parley.protocol;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** Reads typed fields out of a JSON object that a stranger sent; throws a {@link Refusal} that names the field. */
final class Fields {
    private Fields() {}

    static String string(JsonObject object, String field) {
        return optionalString(object, field).orElseThrow(() -> malformed(field + " is missing"));
    }

    static Optional<String> optionalString(JsonObject object, String field) {
        JsonValue value = object.get(field);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        throw malformed(field + " is a string");
    }

    static boolean bool(JsonObject object, String field) {
        JsonValue value = object.get(field);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw malformed(field + " is true or false");
    }

    /** @return the id of a conversation, a 64-bit number in a string */
    static long id(JsonObject object, String field) {
        return WireId.parse(string(object, field))
                .orElseThrow(() -> malformed(field + " is the id of a conversation: decimal digits in a string"));
    }

    static Optional<Long> optionalSeq(JsonObject object, String field) {
        JsonValue value = object.get(field);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonNumber number) {
            try {
                return Optional.of(number.longValueExact());
            } catch (ArithmeticException | NumberFormatException | UnsupportedOperationException e) {
                // The last two: Parsson refuses to compute with numbers of very many digits.
                throw malformed(field + " is not a whole number, or larger than any seq");
            }
        }
        throw malformed(field + " is a whole number");
    }

    static Optional<Instant> optionalInstant(JsonObject object, String field) {
        try {
            return optionalString(object, field).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw malformed(field + " is a time of RFC 3339");
        }
    }

    static long seq(JsonObject object, String field) {
        return optionalSeq(object, field).orElseThrow(() -> malformed(field + " is missing"));
    }

    static Optional<JsonArray> optionalArray(JsonObject object, String field) {
        JsonValue value = object.get(field);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonArray array) {
            return Optional.of(array);
        }
        throw malformed(field + " is an array");
    }

    static Optional<JsonObject> optionalObject(JsonObject object, String field) {
        JsonValue value = object.get(field);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonObject found) {
            return Optional.of(found);
        }
        throw malformed(field + " is an object");
    }

    /** @return the strings of an array; none if it is missing */
    static List<String> strings(JsonObject object, String field) {
        List<String> values = new ArrayList<>();
        for (JsonValue value : optionalArray(object, field).orElse(JsonArray.EMPTY_JSON_ARRAY)) {
            if (!(value instanceof JsonString string)) {
                throw malformed(field + " is an array of strings");
            }
            values.add(string.getString());
        }
        return values;
    }

    private static Refusal malformed(String detail) {
        return new Refusal(ErrorCode.MALFORMED, detail);
    }
}
