package org.parley.protocol;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * A text.
 *
 * @param text 1 to 10,000 characters (Unicode code points), not only white space
 * @param replyTo the seq of the entry that this one answers
 * @param mentions handles of the members that this text names, or {@value #ALL} for all of a group; at most
 *     {@value #MAX_MENTIONS}
 */
public record Text(String text, Optional<Long> replyTo, List<String> mentions) implements Content {
    public static final int MAX_CHARACTERS = 10_000;
    public static final int MAX_MENTIONS = 100;

    /** Stands for everybody in a group. No handle begins like that. */
    public static final String ALL = "@all";

    public Text {
        Checks.text("text", text, MAX_CHARACTERS);
        replyTo.ifPresent(seq -> Checks.seq("replyTo", seq));
        mentions = checkMentions(mentions);
    }

    static List<String> checkMentions(List<String> mentions) {
        if (mentions.size() > MAX_MENTIONS) {
            throw new Refusal(ErrorCode.MALFORMED, "mentions has at most " + MAX_MENTIONS + " users");
        }
        return List.copyOf(mentions);
    }

    static Content read(JsonObject fields) {
        return new Text(
                Fields.string(fields, "text"),
                Fields.optionalSeq(fields, "replyTo"),
                Fields.strings(fields, "mentions"));
    }

    @Override
    public String kind() {
        return Kind.TEXT.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("text", text);
        replyTo.ifPresent(seq -> generator.write("replyTo", seq));
        if (!mentions.isEmpty()) {
            JsonText.writeStrings(generator, "mentions", mentions);
        }
    }
}
