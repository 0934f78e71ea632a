package org.parley.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.parley.protocol.Entry;
import org.parley.push.Notice.Manner;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NoticeTest {
    private static final Manner SHOWN = new Manner(true, false, Optional.empty());
    private static final Manner WITHHELD = new Manner(false, false, Optional.empty());

    private static Entry entry(String kind, String json) {
        return new Entry(12, 3, "alice", "cid", kind, Instant.EPOCH, json);
    }

    @Test
    void withheldTextAndSenderAreNotEvenEncrypted() {
        Notice notice = Notice.of(entry("text", "{\"text\":\"a secret\"}"), "Alice", WITHHELD);
        assertEquals("{\"conversation\":\"12\"}", notice.json());
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        Notice notice = Notice.of(entry("text", "{\"text\":\"" + "😀".repeat(5_000) + "\"}"), "Alice", SHOWN);
        assertTrue(notice.json().contains("\"text\":\"" + "😀".repeat(160) + "…\""));
        assertTrue(notice.json().getBytes(java.nio.charset.StandardCharsets.UTF_8).length < 3_000);
    }

    @Test
    void aCallSaysHowItEnded() {
        Notice notice =
                Notice.of(entry("call", "{\"outcome\":\"missed\",\"video\":false,\"seconds\":0}"), "Alice", SHOWN);
        assertEquals(
                "{\"conversation\":\"12\",\"from\":\"Alice\",\"kind\":\"call\",\"outcome\":\"missed\"}", notice.json());
    }

    @Test
    void aCallThatRingsSaysSoEvenIfItWithholdsWhoCalls() {
        IncomingCall call = new IncomingCall("c1", new UserRef(1, "alice", "Alice"), 2, 12, Duration.ofSeconds(40));
        assertEquals(
                "{\"conversation\":\"12\",\"kind\":\"ring\",\"call\":\"c1\",\"from\":\"Alice\"}",
                Notice.of(call, SHOWN).json());
        assertEquals(
                "{\"conversation\":\"12\",\"kind\":\"ring\",\"call\":\"c1\"}",
                Notice.of(call, WITHHELD).json());
    }

    @Test
    void theEndOfRingingTakesThePlaceOfWhatRings() {
        IncomingCall call = new IncomingCall("c1", new UserRef(1, "alice", "Alice"), 2, 12, Duration.ofSeconds(40));
        assertEquals(
                "{\"conversation\":\"12\",\"kind\":\"over\",\"call\":\"c1\"}",
                Notice.over(call, SHOWN).json());
        assertEquals(Notice.of(call, SHOWN).topic(), Notice.over(call, SHOWN).topic());
    }

    @Test
    void whoWantsNoSoundGetsNoneAndTheLanguageTheyChose() {
        Manner manner = new Manner(false, true, Optional.of("zh"));
        Notice notice = Notice.of(entry("text", "{\"text\":\"hi\"}"), "Alice", manner);
        assertEquals("{\"conversation\":\"12\",\"silent\":true,\"language\":\"zh\"}", notice.json());
    }

    @Test
    void whatIsTriedAgainIsKeptForTheRestOfItsTime() {
        IncomingCall call = new IncomingCall("c1", new UserRef(1, "alice", "Alice"), 2, 12, Duration.ofSeconds(40));
        Notice later = Notice.of(call, SHOWN).after(Duration.ofSeconds(30));
        assertEquals(Duration.ofSeconds(10), later.kept());
        assertTrue(later.after(Duration.ofSeconds(30)).kept().isNegative());
    }
}
