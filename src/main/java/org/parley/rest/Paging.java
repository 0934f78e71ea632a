package org.parley.rest;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Parameters of paged lists, and where the next page begins; a wrong parameter is {@code malformed}. */
public final class Paging {
    private static final int MAX_LIMIT = 200;
    private static final int MAX_QUERY = 100;

    private Paging() {}

    /** @return how many fit on the page; there are never more than 200 */
    public static int limit(String value) {
        return (int) Math.min(MAX_LIMIT, number("limit", value, 1));
    }

    public static long number(String name, String value, long min) {
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

    public static String query(String value) {
        if (value.codePointCount(0, value.length()) > MAX_QUERY) {
            throw new Refusal(ErrorCode.MALFORMED, "query has at most " + MAX_QUERY + " characters");
        }
        return value.strip();
    }

    /** @param found one more than fit on the page, if there are so many */
    public static <T> List<T> page(List<T> found, int size) {
        return found.size() > size ? found.subList(0, size) : found;
    }

    /** @return the cursor of the page after this one; null if this is the last */
    public static <T> String next(List<T> found, int size, Function<T, Object> cursor) {
        return found.size() > size ? cursor.apply(found.get(size - 1)).toString() : null;
    }

    /**
     * @param name of the list
     * @param items the page, each item in JSON
     * @param next the cursor of the following page; null if this is the last
     */
    public static String json(String name, Stream<String> items, String next) {
        String end = next == null ? "null" : '"' + next + '"';
        return items.collect(Collectors.joining(",", "{\"" + name + "\":[", "],\"next\":" + end + "}"));
    }

    /** @return a cursor for a list that is ordered by time, newest first, and then by id */
    public static String cursor(Instant at, long id) {
        return at + "_" + id;
    }

    /** @return what follows the cursor in a list that is ordered like that; all of it if there is no cursor */
    public static <T> List<T> after(List<T> list, Function<T, Instant> at, Function<T, Long> id, String cursor) {
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
