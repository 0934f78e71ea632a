package org.parley.jpa;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LikePatternTest {
    @Test
    void a_literal_has_no_wildcards() {
        assertEquals("50!% of !_this!!", LikePattern.literal("50% of _this!"));
        assertEquals("", LikePattern.literal(""));
    }
}
