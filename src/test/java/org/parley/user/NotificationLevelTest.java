package org.parley.user;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NotificationLevelTest {
    @ParameterizedTest(name = "{0}: group {1}, quiet {2}, mentioned {3} -> {4}")
    @CsvSource({
        "ALL, false, false, false, true",
        "ALL, false, false, true, true",
        "ALL, false, true, false, false",
        "ALL, false, true, true, true",
        "ALL, true, false, false, true",
        "ALL, true, false, true, true",
        "ALL, true, true, false, false",
        "ALL, true, true, true, true",
        "MENTIONS, false, false, false, true",
        "MENTIONS, false, false, true, true",
        "MENTIONS, false, true, false, false",
        "MENTIONS, false, true, true, true",
        "MENTIONS, true, false, false, false",
        "MENTIONS, true, false, true, true",
        "MENTIONS, true, true, false, false",
        "MENTIONS, true, true, true, true",
        "NONE, false, false, false, false",
        "NONE, false, false, true, false",
        "NONE, false, true, false, false",
        "NONE, false, true, true, false",
        "NONE, true, false, false, false",
        "NONE, true, false, true, false",
        "NONE, true, true, false, false",
        "NONE, true, true, true, false"
    })
    void whoIsToldOfAMessage(NotificationLevel level, boolean group, boolean quiet, boolean mentioned, boolean told) {
        assertEquals(told, level.tells(group, quiet, mentioned));
    }
}
