package org.parley.protocol;

import java.util.List;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/**
 * Another text instead of an earlier one.
 *
 * @param target the seq of the text, or of the file with whose caption it is
 * @param text as in {@link Text}; empty if a file is to have no caption any more
 * @param mentions whom it names now, as in {@link Text}
 */
public record Edit(long target, String text, List<String> mentions) implements Content {
    public Edit {
        Checks.seq("target", target);
        if (!text.isEmpty()) {
            Checks.text("text", text, Text.MAX_CHARACTERS);
        }
        mentions = Text.checkMentions(mentions);
    }

    static Content read(JsonObject fields) {
        return new Edit(
                Fields.seq(fields, "target"), Fields.string(fields, "text"), Fields.strings(fields, "mentions"));
    }

    @Override
    public String kind() {
        return Kind.EDIT.wire();
    }

    @Override
    public void write(JsonGenerator generator) {
        generator.write("target", target).write("text", text);
        if (!mentions.isEmpty()) {
            JsonText.writeStrings(generator, "mentions", mentions);
        }
    }
}
