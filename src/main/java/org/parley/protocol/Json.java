package org.parley.protocol;

import java.io.Reader;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;

/** JSON-P with its factories looked up once; the static methods of {@code jakarta.json.Json} search the class path. */
final class Json {
    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());
    private static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());

    private Json() {}

    static JsonReader reader(Reader source) {
        return READERS.createReader(source);
    }

    static String write(Consumer<JsonGenerator> content) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator generator = GENERATORS.createGenerator(out)) {
            content.accept(generator);
        }
        return out.toString();
    }
}
