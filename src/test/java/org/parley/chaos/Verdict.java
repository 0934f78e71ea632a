package org.parley.chaos;

import java.util.ArrayList;
import java.util.List;

import org.parley.chaos.Violation.Rule;

/** The violations that were found so far. Not thread-safe. */
final class Verdict {
    private final List<Violation> violations = new ArrayList<>();

    /** @param detail is put together if the promise was not kept */
    void demand(boolean kept, Rule rule, Object... detail) {
        if (!kept) {
            StringBuilder text = new StringBuilder();
            for (Object part : detail) {
                text.append(part);
            }
            violations.add(new Violation(rule, text.toString()));
        }
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
