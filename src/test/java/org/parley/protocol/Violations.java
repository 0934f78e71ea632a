package org.parley.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;

/** What was not as a published description says. Thread-safe. */
final class Violations {
    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    void add(String violation) {
        found.add(violation);
    }

    /** Adds what is wrong with something, if it is, with the words that tell where it was. */
    void check(JsonSchema schema, JsonNode json, String where) {
        String faults = schema.validate(json).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.joining("; "));
        if (!faults.isEmpty()) {
            add(faults + where);
        }
    }

    /** Returns those that were not taken before. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        for (String next = found.poll(); next != null; next = found.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
