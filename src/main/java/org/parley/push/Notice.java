package org.parley.push;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.parley.config.Settings;
import org.parley.protocol.Entry;
import org.parley.protocol.JsonText;

/**
 * What a browser is told.
 *
 * @param conversation where it happened
 * @param json what the service worker gets, of at most some hundred bytes
 */
record Notice(long conversation, String json) {
    private static final int TEXT_SHOWN = 160;

    /** Withheld, it says only where something happened, and what the sender wrote leaves this server for nobody. */
    static Notice of(Entry entry, String from, Settings.PushText text) {
        String json = JsonText.object(generator -> {
            generator.write("conversation", Long.toString(entry.conversation()));
            if (text == Settings.PushText.SHOWN) {
                generator.write("from", from).write("kind", entry.kind());
                JsonObject content = JsonText.parse(entry.contentJson());
                if (content.get("text") instanceof JsonString said) {
                    generator.write("text", shortened(said.getString()));
                }
                if (content.get("outcome") instanceof JsonString outcome) {
                    generator.write("outcome", outcome.getString());
                }
            }
        });
        return new Notice(entry.conversation(), json);
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= TEXT_SHOWN) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, TEXT_SHOWN)) + "…";
    }
}
