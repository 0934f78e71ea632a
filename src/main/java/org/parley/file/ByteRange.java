package org.parley.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file that a request asks for (RFC 9110, 14).
 *
 * @param first the first byte
 * @param length how many
 */
record ByteRange(long first, long length) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{1,18})?-(\\d{1,18})?", Pattern.CASE_INSENSITIVE);

    /** A range that the file does not have. */
    static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1;

        Unsatisfiable() {
            super("no such range", null, false, false);
        }
    }

    /**
     * @param header the value of {@code Range}; null if there is none
     * @param size of the file, above zero
     * @return empty if all of the file is to be sent: no range, several of them, or something that is no range at all
     */
    static Optional<ByteRange> of(String header, long size) throws Unsatisfiable {
        Matcher matcher = header == null ? null : SINGLE.matcher(header.strip());
        if (matcher == null || !matcher.matches() || (matcher.group(1) == null && matcher.group(2) == null)) {
            return Optional.empty();
        }
        if (matcher.group(1) == null) {
            return Optional.of(last(Long.parseLong(matcher.group(2)), size));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2) == null ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
        if (first >= size) {
            throw new Unsatisfiable();
        }
        return last < first ? Optional.empty() : Optional.of(new ByteRange(first, last - first + 1));
    }

    private static ByteRange last(long count, long size) throws Unsatisfiable {
        if (count == 0) {
            throw new Unsatisfiable();
        }
        long length = Math.min(count, size);
        return new ByteRange(size - length, length);
    }

    /** @return the value of {@code Content-Range} */
    String of(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
