package org.parley.protocol;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * A voice note.
 *
 * @param file the id from the upload of the recording
 * @param seconds how long it is, as its sender's device says; 1 to {@value #MAX_SECONDS}
 * @param info what the server knows of the recording; empty until it has looked
 */
public record Voice(String file, long seconds, Optional<FileInfo> info) implements Content {
    public static final int MAX_SECONDS = 3_600;

    public Voice {
        Checks.fileId(file);
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new Refusal(ErrorCode.MALFORMED, "seconds is a whole number from 1 to " + MAX_SECONDS);
        }
    }

    static Content read(JsonObject fields) {
        return new Voice(
                Fields.string(fields, "file"),
                Fields.optionalSeq(fields, "seconds").orElse(0L),
                FileInfo.read(fields));
    }

    public Voice with(FileInfo known) {
        return new Voice(file, seconds, Optional.of(known));
    }

    @Override
    public String kind() {
        return Kind.VOICE.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("file", file).write("seconds", seconds);
        info.ifPresent(known -> known.write(generator));
    }
}
