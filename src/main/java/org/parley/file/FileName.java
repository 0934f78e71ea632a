package org.parley.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The name that a file is shown and downloaded by: one line without a path, whatever a stranger's program called it. */
final class FileName {
    static final int MAX_CHARACTERS = 200;
    private static final String NAMELESS = "file";
    private static final String UNSAFE = "<>:\"|?*";

    private FileName() {}

    /** @param raw what stands in the upload; null if nothing does */
    static String of(String raw) {
        if (raw == null) {
            return NAMELESS;
        }
        String last = raw.substring(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder();
        bounded(last)
                .codePoints()
                .filter(character -> !invisible(character))
                .map(character -> UNSAFE.indexOf(character) >= 0 ? '_' : character)
                .forEach(name::appendCodePoint);
        // Ends with no dot: Windows drops it, and what is before it becomes the ending.
        String trimmed = Normalizer.normalize(name, Normalizer.Form.NFC)
                .strip()
                .replaceAll("[. ]+$", "")
                .strip();
        return trimmed.isEmpty() ? NAMELESS : shorten(trimmed);
    }

    private static String bounded(String text) {
        int most = 4 * MAX_CHARACTERS;
        return text.length() <= most ? text : text.substring(0, most / 2) + text.substring(text.length() - most / 2);
    }

    /** Also the characters that turn the direction of writing: they hide the real ending of a name. */
    private static boolean invisible(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Keeps the ending, by which people and programs know what it is. */
    private static String shorten(String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters <= MAX_CHARACTERS) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
        int kept = MAX_CHARACTERS - ending.codePointCount(0, ending.length());
        return name.substring(0, name.offsetByCodePoints(0, kept)) + ending;
    }

    /** @return the value of a {@code Content-Disposition} header (RFC 6266), with the name also in UTF-8 (RFC 8187) */
    static String disposition(boolean inline, String name) {
        StringBuilder ascii = new StringBuilder();
        name.codePoints().forEach(character -> {
            boolean plain =
                    character >= ' ' && character < 0x7f && character != '"' && character != '\\' && character != '%';
            ascii.appendCodePoint(plain ? character : '_');
        });
        return (inline ? "inline" : "attachment") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded(name);
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            if (character < 0x80 && (Character.isLetterOrDigit(character) || "!#$&+-.^_`|~".indexOf(character) >= 0)) {
                encoded.append(character);
            } else {
                encoded.append('%').append(String.format("%02X", (int) character));
            }
        }
        return encoded.toString();
    }
}
