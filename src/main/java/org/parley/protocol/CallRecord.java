package org.parley.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * What remains of a call, appended by the server alone; its sender is the caller.
 *
 * @param seconds from its being accepted to its end
 */
public record CallRecord(Outcome outcome, boolean video, long seconds) implements Content {

    /** How a call ended. */
    public enum Outcome {
        COMPLETED,
        /** Nobody answered in time. */
        MISSED,
        REJECTED,
        BUSY,
        /** The caller gave up first. */
        CANCELLED,
        /** It was accepted, but the two devices did not reach each other. */
        FAILED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Outcome> of(String wire) {
            return Stream.of(values())
                    .filter(outcome -> outcome.wire().equals(wire))
                    .findFirst();
        }
    }

    static Content read(JsonObject fields) {
        String outcome = Fields.string(fields, "outcome");
        return new CallRecord(
                Outcome.of(outcome)
                        .orElseThrow(() -> new Refusal(ErrorCode.UNSUPPORTED, "no such outcome: " + outcome)),
                Fields.bool(fields, "video"),
                Fields.optionalSeq(fields, "seconds").orElse(0L));
    }

    @Override
    public String kind() {
        return Kind.CALL.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("outcome", outcome.wire()).write("video", video).write("seconds", seconds);
    }
}
