package org.parley.protocol;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.protocol.ClientFrame.Target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameCodecTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");

    @Test
    void a_message_to_a_conversation() {
        ClientFrame frame = one("""
                {"type":"send","cid":"c-1","conversation":"12","kind":"text","text":"hi","replyTo":3,"mentions":["bob"]}
                """);

        assertEquals(
                new ClientFrame.Send(
                        "c-1", new Target.ToConversation(12), new Text("hi", Optional.of(3L), List.of("bob"))),
                frame);
    }

    @Test
    void a_message_to_a_user_with_fields_that_nobody_knows() {
        ClientFrame frame =
                one("{\"type\":\"send\",\"cid\":\"c\",\"user\":\"bob\",\"kind\":\"text\",\"text\":\"hi\",\"x\":[{}]}");

        assertEquals(
                new ClientFrame.Send("c", new Target.ToUser("bob"), new Text("hi", Optional.empty(), List.of())),
                frame);
    }

    @Test
    void receipts_typing_and_tokens() {
        assertEquals(
                new ClientFrame.Receipt(12, Optional.of(5L), Optional.empty()),
                one("{\"type\":\"receipt\",\"conversation\":\"12\",\"delivered\":5}"));
        assertEquals(new ClientFrame.Ping(), one("{\"type\":\"ping\"}"));
        assertEquals(
                new ClientFrame.Typing(12, true), one("{\"type\":\"typing\",\"conversation\":\"12\",\"on\":true}"));
        assertEquals(new ClientFrame.Presence(PresenceState.AWAY), one("{\"type\":\"presence\",\"state\":\"away\"}"));
        assertEquals(new ClientFrame.Watch(List.of("bob")), one("{\"type\":\"watch\",\"users\":[\"bob\"]}"));
        assertEquals(new ClientFrame.Auth("secret"), one("{\"type\":\"auth\",\"token\":\"secret\"}"));
        assertFalse(new ClientFrame.Auth("secret").toString().contains("secret"));
    }

    @Test
    void an_array_is_that_many_frames_and_one_bad_one_spoils_only_itself() {
        List<ClientFrame> frames = FrameCodec.decode("[{\"type\":\"typing\",\"conversation\":\"1\",\"on\":false},7,"
                + "{\"type\":\"auth\",\"token\":\"t\"}]");

        assertEquals(3, frames.size());
        assertInstanceOf(ClientFrame.Typing.class, frames.get(0));
        assertInstanceOf(ClientFrame.Refused.class, frames.get(1));
        assertInstanceOf(ClientFrame.Auth.class, frames.get(2));
        assertEquals(List.of(), FrameCodec.decode("[]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":12,\"kind\":\"text\",\"text\":\"x\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"x\",\"kind\":\"text\",\"text\":\"x\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"user\":\"b\",\"kind\":\"text\",\"text\":\"x\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"kind\":\"text\",\"text\":\"x\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"  \"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"\\ud800\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\",\"replyTo\":0}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\",\"replyTo\":1.5}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\",\"replyTo\":1e99}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\",\"mentions\":\"bob\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\",\"mentions\":[1]}",
                "malformed | {\"type\":\"send\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"~c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\"}",
                "malformed | {\"type\":\"send\",\"cid\":\"\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":\"x\"}",
                "unsupported | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"member\",\"event\":\"joined\"}",
                "unsupported | {\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"hologram\"}",
                "unsupported | {\"type\":\"teleport\"}",
                "malformed | {\"type\":7}",
                "malformed | {}",
                "malformed | {\"type\":\"receipt\",\"conversation\":\"1\"}",
                "malformed | {\"type\":\"receipt\",\"conversation\":\"1\",\"read\":-1}",
                "malformed | {\"type\":\"receipt\",\"conversation\":\"1\",\"read\":\"1\"}",
                "malformed | {\"type\":\"typing\",\"conversation\":\"+12\",\"on\":true}",
                "malformed | {\"type\":\"typing\",\"conversation\":\"-12\",\"on\":true}",
                "malformed | {\"type\":\"typing\",\"conversation\":\"9223372036854775808\",\"on\":true}",
                "malformed | {\"type\":\"typing\",\"conversation\":\"1\",\"on\":\"yes\"}",
                "malformed | {\"type\":\"presence\",\"state\":\"hidden\"}",
                "malformed | {\"type\":\"watch\",\"users\":\"bob\"}",
                "malformed | {\"type\":\"auth\"}"
            })
    void what_is_wrong_is_refused_with_its_code(String code, String message) {
        ClientFrame.Refused refused = assertInstanceOf(ClientFrame.Refused.class, one(message));

        assertEquals(code, refused.refusal().code().wire(), refused.refusal().detail());
    }

    @Test
    void a_refusal_names_the_message_that_it_is_about() {
        ClientFrame.Refused refused =
                assertInstanceOf(ClientFrame.Refused.class, one("{\"type\":\"send\",\"cid\":\"c-9\"}"));

        assertEquals(Optional.of("c-9"), refused.cid());
        assertEquals(Optional.empty(), refused.call());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "k-9 | {\"type\":\"signal\",\"call\":\"k-9\"}",
                "k-9 | {\"type\":\"signal\",\"call\":\"k-9\",\"user\":\"bob\",\"event\":\"whisper\"}",
                "    | {\"type\":\"signal\",\"call\":\"no id!\",\"user\":\"bob\",\"event\":\"invite\"}",
                "    | {\"type\":\"signal\",\"call\":7,\"user\":\"bob\",\"event\":\"invite\"}",
                "    | {\"type\":\"signal\",\"user\":\"bob\",\"event\":\"invite\"}",
                "    | {\"type\":\"typing\",\"call\":\"k-9\"}"
            })
    void a_refusal_names_the_call_that_it_is_about_if_that_is_an_id(String call, String message) {
        ClientFrame.Refused refused = assertInstanceOf(ClientFrame.Refused.class, one(message));

        assertEquals(Optional.ofNullable(call), refused.call());
    }

    @Test
    void a_text_has_ten_thousand_characters_and_not_one_more() {
        String emoji = "😀";
        assertInstanceOf(ClientFrame.Send.class, one(text(emoji.repeat(10_000))));
        ClientFrame.Refused refused =
                assertInstanceOf(ClientFrame.Refused.class, one(text(emoji.repeat(10_000) + "x")));
        assertEquals(ErrorCode.TOO_LARGE, refused.refusal().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "\"type\"",
                "42",
                "{",
                "[",
                "{\"type\":",
                "{\"type\":\"send\"}}",
                "[{]",
                "{\"a\":1,}",
                "{'type':'auth'}",
                "\ufeff{}",
                "\u0000",
                "{\"type\":\"\\u00",
                "{\"type\":\"auth\",\"token\":\"\u0001\"}",
                "NaN",
                "<xml/>"
            })
    void what_is_not_a_frame_is_refused(String message) {
        assertRefusedOnly(message);
    }

    @Test
    void what_is_nested_deeply_is_refused_and_harms_nothing() {
        assertRefusedOnly("[".repeat(500_000));
        assertRefusedOnly("{\"a\":".repeat(100_000));
        assertRefusedOnly("{\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"1\",\"kind\":\"text\",\"text\":"
                + "[".repeat(50_000) + "]".repeat(50_000) + "}");
    }

    @Test
    void numbers_of_many_digits_are_refused_and_harm_nothing() {
        for (String number : List.of("9".repeat(60_000), "1e999999999", "-1e-999999999", "1" + "0".repeat(30_000))) {
            assertRefusedOnly("{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":" + number + "}");
        }
    }

    /** Takes good messages and breaks them at random. */
    @Test
    void whatever_comes_nothing_is_thrown() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> good = List.of(
                text("Hello \\u00e4 \\\\ \\\" 😀"),
                "[{\"type\":\"receipt\",\"conversation\":\"12\",\"delivered\":5,\"read\":4},{\"type\":\"auth\"}]",
                "{\"type\":\"typing\",\"conversation\":\"1\",\"on\":true,\"x\":{\"y\":[1,2.5e3,null,false]}}");
        for (int i = 0; i < 20_000; i++) {
            String message = broken(good.get(random.nextInt(good.size())), random);
            try {
                FrameCodec.decode(message).forEach(frame -> assertNotNull(frame));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", message: " + message, e);
            }
        }
    }

    private static String broken(String message, Random random) {
        StringBuilder broken = new StringBuilder(message);
        String alphabet = "{}[]\",:\\0123456789.eE+-tfn u\u0000\ud83d\ude00\uffff\u00e4'";
        for (int changes = 1 + random.nextInt(5); changes > 0 && !broken.isEmpty(); changes--) {
            int at = random.nextInt(broken.length());
            switch (random.nextInt(4)) {
                case 0 -> broken.deleteCharAt(at);
                case 1 -> broken.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                case 2 -> broken.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                default -> {
                    int end = at + random.nextInt(broken.length() - at);
                    broken.insert(random.nextInt(broken.length()), broken.substring(at, end));
                }
            }
        }
        return broken.toString();
    }

    // To clients

    @Test
    void an_entry_has_its_contents_fields_beside_its_own() {
        Entry entry = new Entry(12, 5, "alice", "c-1", "text", AT, "{\"text\":\"say \\\"hi\\\"\",\"replyTo\":2}");

        assertEquals(json("""
                        {"type":"message","conversation":"12","seq":5,"from":"alice","kind":"text",
                        "at":"2026-01-02T03:04:05.000006Z","text":"say \\"hi\\"","replyTo":2}"""), json(FrameCodec.encode(new ServerFrame.Message(entry, false))));
        assertEquals("c-1", json(FrameCodec.encode(entry, true)).getString("cid"));
        assertFalse(json(FrameCodec.encode(entry, true)).containsKey("type"));
    }

    @Test
    void a_cid_that_the_server_chose_is_nobodys_business() {
        Entry entry = new Entry(1, 1, "alice", "~server", "member", AT, "{\"event\":\"left\",\"users\":[]}");

        assertFalse(json(FrameCodec.encode(entry, true)).containsKey("cid"));
    }

    @Test
    void the_other_frames() {
        assertEquals(json("""
                        {"type":"ack","cid":"c","conversation":"1","seq":7,"at":"2026-01-02T03:04:05.000006Z"}"""), json(FrameCodec.encode(new ServerFrame.Ack("c", 1, Optional.of(7L), Optional.of(AT)))));
        assertEquals(
                json("{\"type\":\"ack\",\"cid\":\"c\",\"conversation\":\"1\"}"),
                json(FrameCodec.encode(new ServerFrame.Ack("c", 1, Optional.empty(), Optional.empty()))));
        assertEquals(
                json("{\"type\":\"receipt\",\"conversation\":\"1\",\"user\":\"bob\",\"delivered\":5,\"read\":4}"),
                json(FrameCodec.encode(new ServerFrame.ReceiptMoved(1, "bob", 5, 4))));
        assertEquals(json("{\"type\":\"pong\"}"), json(FrameCodec.encode(new ServerFrame.Pong())));
        assertEquals(
                json("{\"type\":\"typing\",\"conversation\":\"1\",\"user\":\"bob\",\"on\":true}"),
                json(FrameCodec.encode(new ServerFrame.TypingChanged(1, "bob", true))));
        assertEquals(
                json("{\"type\":\"presence\",\"user\":\"bob\",\"state\":\"online\"}"),
                json(FrameCodec.encode(
                        new ServerFrame.PresenceChanged("bob", PresenceState.ONLINE, Optional.empty()))));
        assertEquals(
                json("""
                        {"type":"presence","user":"bob","state":"offline","lastSeen":"2026-01-02T03:04:05.000006Z"}"""),
                json(FrameCodec.encode(
                        new ServerFrame.PresenceChanged("bob", PresenceState.OFFLINE, Optional.of(AT)))));
        assertEquals(
                json("{\"type\":\"conversation\",\"conversation\":\"1\",\"gone\":true}"),
                json(FrameCodec.encode(new ServerFrame.ConversationChanged(1, Optional.empty()))));
        assertEquals(
                json("{\"type\":\"conversation\",\"conversation\":\"1\",\"summary\":{\"id\":\"1\"}}"),
                json(FrameCodec.encode(new ServerFrame.ConversationChanged(1, Optional.of("{\"id\":\"1\"}")))));
        assertEquals(
                json(
                        "{\"type\":\"error\",\"code\":\"rate_limited\",\"detail\":\"slow\",\"cid\":\"c\",\"retryAfter\":1500}"),
                json(FrameCodec.encode(new ServerFrame.Error(
                        new Refusal(ErrorCode.RATE_LIMITED, "slow", Duration.ofMillis(1_500)), Optional.of("c")))));
    }

    @Test
    void instants_have_six_digits() {
        assertEquals("2026-01-02T03:04:05.000000Z", FrameCodec.encode(Instant.parse("2026-01-02T03:04:05Z")));
        assertTrue(FrameCodec.encode(Instant.parse("2026-01-02T03:04:05.123456789Z"))
                .endsWith(".123456Z"));
    }

    private static ClientFrame one(String message) {
        List<ClientFrame> frames = FrameCodec.decode(message);
        assertEquals(1, frames.size());
        return frames.get(0);
    }

    private static void assertRefusedOnly(String message) {
        assertInstanceOf(ClientFrame.Refused.class, one(message));
    }

    private static String text(String text) {
        return "{\"type\":\"send\",\"cid\":\"c\",\"conversation\":\"12\",\"kind\":\"text\",\"text\":\"" + text + "\"}";
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
