package org.parley.protocol;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmojiTest {
    @Test
    void what_people_see_as_one_emoji_is_one() {
        for (String emoji : List.of(
                "👍",
                "❤️",
                "❤",
                "👍🏽",
                "👨‍👩‍👧‍👦",
                "🇩🇪",
                "1️⃣",
                "☺️",
                "⭐",
                "✅",
                "‼️",
                "ℹ️",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "\uD83E\uDEE0",
                "↔️")) {
            assertTrue(Emoji.is(emoji), emoji);
        }
    }

    @Test
    void everything_else_is_none() {
        for (String text : List.of(
                "",
                " ",
                "a",
                "1",
                "#",
                "ok",
                "👍👍",
                "👍 ",
                "👍a",
                "中",
                "é",
                "<b>",
                "\u0000",
                "\u200D",
                "\uFE0F",
                "\uD83D",
                "@",
                "👍\n",
                "👨" + "\u200D👨".repeat(20))) {
            assertFalse(Emoji.is(text), text);
        }
    }
}
