package org.parley.protocol;

import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;

/** JSON-P with its factories looked up once; the static methods of {@code jakarta.json.Json} search the class path. */
public final class JsonText {
    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());
    private static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());

    private JsonText() {}

    static JsonReader reader(Reader source) {
        return READERS.createReader(source);
    }

    /**
     * @throws jakarta.json.JsonException if it is not an object, or no JSON at all
     */
    public static JsonObject parse(String object) {
        try (JsonReader reader = reader(new StringReader(object))) {
            return reader.readObject();
        }
    }

    /** @return an object with the fields that are written here */
    public static String object(Consumer<JsonGenerator> fields) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator generator = GENERATORS.createGenerator(out)) {
            generator.writeStartObject();
            fields.accept(generator);
            generator.writeEnd();
        }
        return out.toString();
    }

    static void writeStrings(JsonGenerator generator, String field, List<String> values) {
        generator.writeStartArray(field);
        values.forEach(generator::write);
        generator.writeEnd();
    }

    public static void writeNullable(JsonGenerator generator, String field, String value) {
        if (value == null) {
            generator.writeNull(field);
        } else {
            generator.write(field, value);
        }
    }
}
