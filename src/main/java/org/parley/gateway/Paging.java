package org.parley.gateway;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Parameters of paged lists; a wrong one is {@code malformed}. */
final class Paging {
    private static final int MAX_LIMIT = 200;

    private Paging() {}

    static long id(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
    }

    static int limit(String value) {
        return (int) Math.min(MAX_LIMIT, number("limit", value, 1));
    }

    static long number(String name, String value, long min) {
        try {
            long number = Long.parseLong(value);
            if (number >= min) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new Refusal(ErrorCode.MALFORMED, name + " is a whole number, and not below " + min);
    }

    /** @return a cursor for a list that is ordered by time, newest first, and then by id */
    static String cursor(Instant at, long id) {
        return at + "_" + id;
    }

    /** @return what follows the cursor in a list that is ordered like that; all of it if there is no cursor */
    static <T> List<T> after(List<T> list, Function<T, Instant> at, Function<T, Long> id, String cursor) {
        if (cursor.isEmpty()) {
            return list;
        }
        Instant lastAt;
        long lastId;
        try {
            int separator = cursor.indexOf('_');
            lastAt = Instant.parse(cursor.substring(0, separator));
            lastId = Long.parseLong(cursor.substring(separator + 1));
        } catch (DateTimeParseException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new Refusal(ErrorCode.MALFORMED, "cursor is not one that a page ended with");
        }
        Comparator<T> newestFirst = Comparator.comparing(at).thenComparing(id).reversed();
        return list.stream()
                .filter(item ->
                        at.apply(item).isBefore(lastAt) || at.apply(item).equals(lastAt) && id.apply(item) < lastId)
                .sorted(newestFirst)
                .toList();
    }
}
