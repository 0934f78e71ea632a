package org.parley.protocol;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;

/**
 * What everybody who sees an entry with a file learns of the file.
 *
 * @param type the media type, by the content
 * @param size in bytes
 * @param width of an image, as it is shown; null if it is none or could not be read
 * @param preview whether the server has a small picture of it
 */
public record FileInfo(String name, String type, long size, Integer width, Integer height, boolean preview) {

    public void write(JsonGenerator generator) {
        generator.write("name", name).write("mediaType", type).write("size", size);
        if (width != null && height != null) {
            generator.write("width", width).write("height", height);
        }
        if (preview) {
            generator.write("preview", true);
        }
    }

    /** @return what {@link #write} wrote; empty in a frame of a client, whose word on it would mean nothing */
    static Optional<FileInfo> read(JsonObject fields) {
        if (!fields.containsKey("name") || !fields.containsKey("mediaType") || !fields.containsKey("size")) {
            return Optional.empty();
        }
        return Optional.of(new FileInfo(
                Fields.string(fields, "name"),
                Fields.string(fields, "mediaType"),
                Fields.optionalSeq(fields, "size").orElse(0L),
                pixels(fields, "width"),
                pixels(fields, "height"),
                fields.get("preview") == JsonValue.TRUE));
    }

    private static Integer pixels(JsonObject fields, String field) {
        return Fields.optionalSeq(fields, field)
                .filter(number -> number > 0 && number <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElse(null);
    }
}
