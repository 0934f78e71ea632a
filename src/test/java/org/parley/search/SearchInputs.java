package org.parley.search;

import java.nio.charset.StandardCharsets;

import org.parley.protocol.Refusal;

/** What people search for, as a fuzzer makes it up. */
public final class SearchInputs {
    private SearchInputs() {}

    /** A query is refused, or asks the index for plain tokens alone, and finds a text that says just the same. */
    public static void question(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Question question;
        try {
            question = Question.of(text);
        } catch (Refusal refused) {
            return;
        }
        if (!question.inBooleanMode().matches("(\\+w_[a-z0-9_]+\\*? )+")) {
            throw new IllegalStateException("an operator: " + question.inBooleanMode());
        }
        int end = 0;
        for (Highlight part : question.in(text)) {
            if (part.start() < end || part.end() <= part.start() || part.end() > text.length()) {
                throw new IllegalStateException(part + " of " + text.length());
            }
            end = part.end();
        }
        if (end == 0) {
            throw new IllegalStateException("it does not find itself");
        }
    }
}
