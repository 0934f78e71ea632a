package org.parley.push;

import java.time.Duration;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.stream.JsonGenerator;

import org.parley.protocol.Entry;
import org.parley.protocol.JsonText;

/**
 * What a browser is told.
 *
 * @param topic while a browser is not there, its push service keeps the newest notice of each topic
 * @param kept for how long the push service keeps it; negative if it is too late to be told
 * @param json what the service worker gets, of at most some hundred bytes
 */
record Notice(String topic, Duration kept, String json) {
    private static final int TEXT_SHOWN = 160;
    private static final Duration DAY = Duration.ofDays(1);
    /** Of a call that is over, which nobody needs to know later. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * How a notice is to look and sound. Withheld, it leaves out who says what, which then leaves this server for nobody.
     *
     * @param language that somebody chose; empty is the browser's
     */
    record Manner(boolean shown, boolean silent, Optional<String> language) {}

    static Notice of(Entry entry, String from, Manner manner) {
        String json = JsonText.object(generator -> {
            generator.write("conversation", Long.toString(entry.conversation()));
            if (manner.shown()) {
                generator.write("from", from).write("kind", entry.kind());
                JsonObject content = JsonText.parse(entry.contentJson());
                if (content.get("text") instanceof JsonString said) {
                    generator.write("text", shortened(said.getString()));
                }
                if (content.get("outcome") instanceof JsonString outcome) {
                    generator.write("outcome", outcome.getString());
                }
            }
            write(generator, manner);
        });
        return new Notice("c" + entry.conversation(), DAY, json);
    }

    /** A call rings. That it does is told in any case, or it would be pointless; who calls, only if shown. */
    static Notice of(IncomingCall call, Manner manner) {
        String json = JsonText.object(generator -> {
            write(generator, call, "ring");
            if (manner.shown()) {
                generator.write("from", call.caller().name());
            }
            write(generator, manner);
        });
        return new Notice(topic(call), call.left(), json);
    }

    /** The same call rings no more; what was shown of it is taken back. */
    static Notice over(IncomingCall call, Manner manner) {
        String json = JsonText.object(generator -> {
            write(generator, call, "over");
            write(generator, manner);
        });
        return new Notice(topic(call), MINUTE, json);
    }

    private static void write(JsonGenerator generator, IncomingCall call, String kind) {
        generator
                .write("conversation", Long.toString(call.conversation()))
                .write("kind", kind)
                .write("call", call.id());
    }

    /** A device that was off meanwhile is told of the end alone. */
    private static String topic(IncomingCall call) {
        return "r" + call.conversation();
    }

    private static void write(JsonGenerator generator, Manner manner) {
        if (manner.silent()) {
            generator.write("silent", true);
        }
        manner.language().ifPresent(language -> generator.write("language", language));
    }

    /** @return the same after so much of its time has passed */
    Notice after(Duration pause) {
        return new Notice(topic, kept.minus(pause), json);
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= TEXT_SHOWN) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, TEXT_SHOWN)) + "…";
    }
}
