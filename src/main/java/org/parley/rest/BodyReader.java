package org.parley.rest;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Reads a {@link Body}: one JSON object in UTF-8. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class BodyReader implements MessageBodyReader<Body> {
    private static final JsonReaderFactory READERS = JsonProvider.provider().createReaderFactory(Map.of());

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Body.class;
    }

    @Override
    public Body readFrom(
            Class<Body> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream content)
            throws IOException {
        try (JsonReader reader = READERS.createReader(content, StandardCharsets.UTF_8)) {
            if (reader.readValue() instanceof JsonObject object) {
                return new Body(object);
            }
        } catch (Refusal tooLarge) {
            throw tooLarge;
        } catch (RuntimeException notJson) {
            // Told below. Parsers have more ways to say so than JsonException: too deep nesting is none with Parsson.
        }
        throw new Refusal(ErrorCode.MALFORMED, "The body is not a JSON object.");
    }
}
