package org.parley.gateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CallersTest {
    @Test
    void conversations_have_numbers() {
        assertEquals(4_711, Callers.conversation("4711"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1.0",
                "99999999999999999999",
                "9223372036854775808",
                "1; DROP TABLE",
                "+12",
                "-12",
                " 12",
                "\u0661\u0662"
            })
    void what_is_no_number_is_no_conversation(String id) {
        Refusal refusal = assertThrows(Refusal.class, () -> Callers.conversation(id));
        assertEquals(ErrorCode.NOT_FOUND, refusal.code());
    }
}
