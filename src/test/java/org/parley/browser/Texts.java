package org.parley.browser;

import java.util.List;
import java.util.stream.IntStream;

/** Messages by the dozen. */
final class Texts {
    private Texts() {}

    /** {@code word 1} to {@code word count}. */
    static List<String> numbered(String word, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> word + ' ' + number)
                .toList();
    }
}
