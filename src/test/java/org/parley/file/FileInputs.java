package org.parley.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.parley.protocol.Refusal;

/** What strangers say of files in the headers of their requests, as a fuzzer makes it up. */
public final class FileInputs {
    private static final long SIZE = 1_000;

    private FileInputs() {}

    /** Whatever a file is called, its name is one line without a path, and so is the header that tells of it. */
    public static void name(byte[] input) {
        String name = FileName.of(new String(input, StandardCharsets.UTF_8));
        if (name.isBlank()
                || name.codePointCount(0, name.length()) > FileName.MAX_CHARACTERS
                || name.codePoints().anyMatch(c -> Character.isISOControl(c) || c == '/' || c == '\\')) {
            throw new IllegalStateException(name);
        }
        String header = FileName.disposition(false, name);
        if (!header.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                || header.chars().filter(c -> c == '"').count() != 2) {
            throw new IllegalStateException(header);
        }
    }

    /** A range is a part of the file, or none. */
    public static void range(byte[] input) {
        try {
            ByteRange.of(new String(input, StandardCharsets.ISO_8859_1), SIZE)
                    .filter(range -> range.first() < 0 || range.length() < 1 || range.first() + range.length() > SIZE)
                    .ifPresent(range -> {
                        throw new IllegalStateException(range.toString());
                    });
        } catch (ByteRange.Unsatisfiable none) {
            // told with its own status
        }
    }

    /** The first line is the type of a request, the rest its body: there is a file in it, or it is refused. */
    public static void form(byte[] input) {
        int line = 0;
        while (line < input.length && input[line] != '\n') {
            line++;
        }
        String type = new String(input, 0, line, StandardCharsets.ISO_8859_1);
        byte[] body = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);
        try {
            UploadForm.read(new ByteArrayInputStream(body), type, (content, name) -> {
                name(String.valueOf(name).getBytes(StandardCharsets.UTF_8));
                return content.readAllBytes().length;
            });
        } catch (Refusal | IOException refused) {
            // as it is to be
        }
    }

    /** Whatever an image says of itself, it is as large as can be, and turned in one of eight ways. */
    public static void image(byte[] input) {
        Webp.look(input).ifPresent(picture -> {
            if (picture.width() < 1
                    || picture.height() < 1
                    || picture.width() > 1 << 24
                    || picture.height() > 1 << 24) {
                throw new IllegalStateException(picture.toString());
            }
        });
        Orientation orientation = Orientation.of(input);
        if (orientation.value() < 1 || orientation.value() > 8) {
            throw new IllegalStateException(orientation.toString());
        }
    }
}
