package org.parley.user;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class HandleTest {
    @ParameterizedTest
    @ValueSource(strings = {"al", "0x", "a.b_c-d", "a2345678901234567890123456789012"})
    void these_are_handles(String handle) {
        assertEquals(handle, Handle.parse(handle));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "-ab",
                ".ab",
                "_ab",
                "a b",
                "a@b",
                "a/b",
                "é1",
                "a2345678901234567890123456789012x",
                "ab\n"
            })
    void these_are_not(String handle) {
        assertEquals(
                ErrorCode.MALFORMED,
                assertThrows(Refusal.class, () -> Handle.parse(handle)).code());
    }

    @Test
    void case_does_not_matter() {
        assertEquals("alice", Handle.parse("ALICE"));
    }

    @Test
    void letters_that_only_become_ascii_in_lower_case_are_refused() {
        assertThrows(Refusal.class, () -> Handle.parse("\u212Aelvin"));
    }
}
