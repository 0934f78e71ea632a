package org.parley.protocol;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * A file: an image, a document, whatever somebody uploaded.
 *
 * @param file the id from its upload
 * @param text what its sender says of it, like that of a {@link Text}
 * @param info what the server knows of it; empty until it has looked
 */
public record Attachment(String file, Optional<String> text, Optional<FileInfo> info) implements Content {
    public Attachment {
        Checks.fileId(file);
        text.ifPresent(words -> Checks.text("text", words, Text.MAX_CHARACTERS));
    }

    static Content read(JsonObject fields) {
        return new Attachment(
                Fields.string(fields, "file"), Fields.optionalString(fields, "text"), FileInfo.read(fields));
    }

    public Attachment with(FileInfo known) {
        return new Attachment(file, text, Optional.of(known));
    }

    @Override
    public String kind() {
        return Kind.FILE.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("file", file);
        info.ifPresent(known -> known.write(generator));
        text.ifPresent(words -> generator.write("text", words));
    }
}
