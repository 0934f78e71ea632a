package org.parley.file;

import java.util.Optional;

/** The id of a file as it stands on the wire: a 64-bit number in a string. */
final class FileId {
    private FileId() {}

    static Optional<Long> parse(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
