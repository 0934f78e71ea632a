package org.parley.protocol;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * An emoji at an earlier message, or away from it.
 *
 * @param target the seq of the message
 * @param emoji one emoji
 * @param on whether its sender has this reaction from now on
 */
public record Reaction(long target, String emoji, boolean on) implements Content {
    public Reaction {
        Checks.seq("target", target);
        if (!Emoji.is(emoji)) {
            throw new Refusal(ErrorCode.MALFORMED, "emoji is one emoji");
        }
    }

    static Content read(JsonObject fields) {
        return new Reaction(Fields.seq(fields, "target"), Fields.string(fields, "emoji"), Fields.bool(fields, "on"));
    }

    @Override
    public String kind() {
        return Kind.REACTION.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("target", target).write("emoji", emoji).write("on", on);
    }
}
