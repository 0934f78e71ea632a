package org.parley.search;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QuestionTest {
    @Test
    void words_are_found_by_their_beginning_whatever_their_case_and_accents() {
        assertFound("café", "The CAFE is open", "CAFE");
        assertFound("cafe", "Zwei Cafés", "Café");
        assertFound("mün", "in München", "Mün");
        assertNotFound("unchen", "in München");
    }

    @Test
    void all_words_must_be_there_in_any_order() {
        assertFound("open cafe", "Cafe, open", "Cafe", "open");
        assertNotFound("open cafe", "open house");
    }

    @Test
    void chinese_is_found_wherever_it_stands() {
        assertFound("数据", "我们的数据库很快", "数据");
        assertFound("数据库", "我们的数据库很快", "数据库");
        assertFound("库", "我们的数据库很快", "库");
        assertFound("快", "很快", "快");
        assertFound("数据 quick", "quick数据", "quick数据");
        assertNotFound("数库", "我们的数据库很快");
        assertNotFound("数据快", "数据库很快, 据快");
    }

    @Test
    void words_shorter_or_more_common_than_what_an_index_takes_are_found() {
        assertFound("a", "a b", "a");
        assertFound("the", "the end", "the");
        assertFound("7", "at 7", "7");
    }

    @Test
    void what_is_no_word_has_no_say() {
        assertFound("\"+cafe* -(open)~<>@\" %_!", "cafe open", "cafe", "open");
        assertTrue(Question.of("+a -b* ~\"c\" (d) @2 é').").inBooleanMode().matches("(\\+w_[a-z0-9_]+\\*? )+"));
    }

    @Test
    void a_question_has_words_but_not_too_many() {
        for (String query : List.of("", " ", "!?*", "a ".repeat(11))) {
            assertEquals(
                    ErrorCode.MALFORMED,
                    assertThrows(Refusal.class, () -> Question.of(query)).code(),
                    query);
        }
        assertEquals(
                ErrorCode.TOO_LARGE,
                assertThrows(Refusal.class, () -> Question.of("a".repeat(201))).code());
    }

    @Test
    void tokens_are_what_every_index_takes_as_one_word() {
        for (String text :
                List.of("a", "中", "中文字", "Ünïcödé", "😀", "x".repeat(500), "Привет мир", "한국어", "ไทย", "don't")) {
            for (String token : Words.index(text).strip().split(" ")) {
                assertTrue(token.isEmpty() || token.matches("w_[a-z0-9_]{1,78}"), token);
            }
        }
    }

    @Test
    void a_long_text_is_taken_apart_in_no_time() {
        String text = "中文字 word ".repeat(1_200);

        assertTrue(Question.of("中文 wor").in(text).size() > 2_000);
        assertTrue(Words.index(text).length() < 100, "each token is there once");
    }

    private static void assertFound(String query, String text, String... parts) {
        Question question = Question.of(query);
        assertEquals(
                List.of(parts),
                question.in(text).stream()
                        .map(h -> text.substring(h.start(), h.end()))
                        .toList());
        assertTrue(indexed(question, text), () -> Words.index(text) + " for " + question.inBooleanMode());
    }

    private static void assertNotFound(String query, String text) {
        assertEquals(List.of(), Question.of(query).in(text));
    }

    /** As the patterns of LIKE are matched. */
    private static boolean indexed(Question question, String text) {
        assertFalse(question.patterns().isEmpty());
        return question.patterns().stream().allMatch(pattern -> {
            String plain = pattern.replace("!_", "_").substring(1);
            return Words.index(text).contains(plain.endsWith("%") ? plain.substring(0, plain.length() - 1) : plain);
        });
    }
}
