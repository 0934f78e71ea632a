package org.parley.protocol;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * Takes back what an earlier message said; that it was there can still be seen.
 *
 * @param target the seq of the message
 */
public record Recall(long target) implements Content {
    public Recall {
        Checks.seq("target", target);
    }

    static Content read(JsonObject fields) {
        return new Recall(Fields.seq(fields, "target"));
    }

    @Override
    public String kind() {
        return Kind.RECALL.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("target", target);
    }
}
