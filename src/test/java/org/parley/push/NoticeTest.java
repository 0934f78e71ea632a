package org.parley.push;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.parley.config.Settings.PushText;
import org.parley.protocol.Entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NoticeTest {
    private static Entry entry(String kind, String json) {
        return new Entry(12, 3, "alice", "cid", kind, Instant.EPOCH, json);
    }

    @Test
    void withheldTextAndSenderAreNotEvenEncrypted() {
        Notice notice = Notice.of(entry("text", "{\"text\":\"a secret\"}"), "Alice", PushText.WITHHELD);
        assertEquals("{\"conversation\":\"12\"}", notice.json());
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        Notice notice = Notice.of(entry("text", "{\"text\":\"" + "😀".repeat(5_000) + "\"}"), "Alice", PushText.SHOWN);
        assertTrue(notice.json().contains("\"text\":\"" + "😀".repeat(160) + "…\""));
        assertTrue(notice.json().getBytes(java.nio.charset.StandardCharsets.UTF_8).length < 3_000);
    }

    @Test
    void aCallSaysHowItEnded() {
        Notice notice = Notice.of(
                entry("call", "{\"outcome\":\"missed\",\"video\":false,\"seconds\":0}"), "Alice", PushText.SHOWN);
        assertEquals(
                "{\"conversation\":\"12\",\"from\":\"Alice\",\"kind\":\"call\",\"outcome\":\"missed\"}", notice.json());
    }
}
