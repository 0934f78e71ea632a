package org.parley.protocol;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;

/** The fields of each kind of message, to and from JSON. */
public final class ContentCodec {
    private ContentCodec() {}

    /** @return the kind's fields as one JSON object */
    public static String encode(Content content) {
        return JsonText.object(generator -> {
            if (content instanceof Content.Text text) {
                writeText(generator, text);
            } else if (content instanceof Content.Membership membership) {
                writeMembership(generator, membership);
            } else {
                throw new IllegalArgumentException("Its JSON is known only to who made it.");
            }
        });
    }

    /**
     * Reads back what {@link #encode} wrote.
     *
     * @throws Refusal if it is not that
     */
    public static Content decode(Content.Kind kind, String contentJson) {
        try (var reader = JsonText.reader(new StringReader(contentJson))) {
            return decode(kind, reader.readObject());
        }
    }

    static Content decode(Content.Kind kind, JsonObject fields) {
        return switch (kind) {
            case TEXT -> readText(fields);
            case MEMBER -> readMembership(fields);
        };
    }

    private static void writeText(JsonGenerator generator, Content.Text text) {
        generator.write("text", text.text());
        text.replyTo().ifPresent(seq -> generator.write("replyTo", seq));
        if (!text.mentions().isEmpty()) {
            writeStrings(generator, "mentions", text.mentions());
        }
    }

    private static Content readText(JsonObject fields) {
        return new Content.Text(
                Fields.string(fields, "text"), Fields.optionalSeq(fields, "replyTo"), readStrings(fields, "mentions"));
    }

    private static void writeMembership(JsonGenerator generator, Content.Membership membership) {
        generator.write("event", membership.event().wire());
        writeStrings(generator, "users", membership.users());
        membership.name().ifPresent(name -> generator.write("name", name));
        membership.role().ifPresent(role -> generator.write("role", role));
    }

    private static Content readMembership(JsonObject fields) {
        String event = Fields.string(fields, "event");
        return new Content.Membership(
                Content.Membership.Event.of(event)
                        .orElseThrow(() -> new Refusal(ErrorCode.UNSUPPORTED, "no such event: " + event)),
                readStrings(fields, "users"),
                Fields.optionalString(fields, "name"),
                Fields.optionalString(fields, "role"));
    }

    private static void writeStrings(JsonGenerator generator, String field, List<String> values) {
        generator.writeStartArray(field);
        values.forEach(generator::write);
        generator.writeEnd();
    }

    private static List<String> readStrings(JsonObject fields, String field) {
        Optional<JsonArray> array = Fields.optionalArray(fields, field);
        List<String> values = new ArrayList<>();
        for (JsonValue value : array.orElse(JsonArray.EMPTY_JSON_ARRAY)) {
            if (!(value instanceof JsonString string)) {
                throw new Refusal(ErrorCode.MALFORMED, field + " is an array of strings");
            }
            values.add(string.getString());
        }
        return values;
    }
}
