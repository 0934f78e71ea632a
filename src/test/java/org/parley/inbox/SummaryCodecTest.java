package org.parley.inbox;

import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.parley.conversation.JoinMode;
import org.parley.conversation.Role;
import org.parley.protocol.Entry;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SummaryCodecTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");

    @Test
    void a_group_with_an_entry() {
        Entry last = new Entry(12, 7, "alice", "c-7", "text", AT, "{\"text\":\"hi\"}");
        Summary summary = new Summary(
                12,
                true,
                "The \"Team\"",
                "Be nice",
                "0f1e",
                Optional.empty(),
                3,
                Role.ADMIN,
                Optional.of(JoinMode.APPROVAL),
                Optional.of(2L),
                true,
                Optional.of(AT),
                Optional.of(AT.plusSeconds(60)),
                1,
                7,
                6,
                5,
                2,
                1,
                Optional.of(4L),
                Optional.of(3L),
                Optional.of(last),
                true,
                AT);

        assertEquals(json("""
                        {"id":"12","type":"group","name":"The \\"Team\\"","notice":"Be nice","avatar":"0f1e","memberCount":3,
                        "role":"admin","joinMode":"approval","joinRequests":2,"disabled":true,"mutedUntil":"2026-01-02T03:04:05.000006Z","quietUntil":"2026-01-02T03:05:05.000006Z","joinedSeq":1,"lastSeq":7,"delivered":6,"read":5,"unread":2,"mentions":1,
                        "others":{"delivered":4,"read":3},
                        "last":{"conversation":"12","seq":7,"from":"alice","kind":"text",
                        "at":"2026-01-02T03:04:05.000006Z","cid":"c-7","text":"hi"}}"""), json(SummaryCodec.encode(summary)));
    }

    @Test
    void a_direct_conversation_in_which_nothing_was_said() {
        Summary summary = new Summary(
                3,
                false,
                null,
                null,
                null,
                Optional.of(new UserRef(9, "bob", "Bob")),
                2,
                Role.MEMBER,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                1,
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                AT);

        assertEquals(json("""
                        {"id":"3","type":"direct","name":null,"notice":null,"user":"bob","userName":"Bob",
                        "memberCount":2,"role":"member","joinedSeq":1,"lastSeq":0,"delivered":0,"read":0,"unread":0,"mentions":0,
                        "last":null}"""), json(SummaryCodec.encode(summary)));
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
