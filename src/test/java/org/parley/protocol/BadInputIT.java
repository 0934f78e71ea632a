package org.parley.protocol;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.frame;
import static org.parley.testing.ChatClient.text;
import static org.parley.testing.ChatClient.textTo;

/** Whatever comes in, its sender gets the documented error, and the connection and everybody else go on. */
@ExtendWith(ProtocolServer.class)
class BadInputIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient client = alice.connect();
    private final ChatClient bystander = bob.connect();
    private final String conversation =
            client.sendAndAck(textTo(bob.user(), "hi")).get("conversation").asText();

    @AfterEach
    void theServerIsUnharmedAndOthersAreUnaffected() {
        bystander.sendAndAck(text(conversation, "still here"));
        assertEquals(List.of(), bystander.untaken("error"));
        bystander.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "{\"type\":\"send\"",
                "{\"type\":\"send\",}",
                "{'type':'send'}",
                "{} {}",
                "7",
                "\"send\"",
                "null",
                "true",
                "\u0000",
                "[{}",
                "{}",
                "[7]",
                "{\"type\":7}",
                "{\"type\":null}",
                "{\"type\":{}}",
                "{\"type\":\"send\"}",
                "{\"type\":\"receipt\"}",
                "{\"type\":\"receipt\",\"conversation\":\"1\"}",
                "{\"type\":\"receipt\",\"conversation\":1,\"read\":1}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":0}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":-1}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":1.5}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":\"1\"}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":99999999999999999999999}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":1e400}",
                "{\"type\":\"receipt\",\"conversation\":\"1\",\"read\":1e999999999}",
                "{\"type\":\"receipt\",\"conversation\":\"99999999999999999999999\",\"read\":1}",
                "{\"type\":\"typing\",\"conversation\":\"1\"}",
                "{\"type\":\"typing\",\"conversation\":\"1\",\"on\":\"true\"}",
                "{\"type\":\"typing\",\"conversation\":\"one\",\"on\":true}",
                "{\"type\":\"auth\"}",
                "{\"type\":\"auth\",\"token\":7}"
            })
    void whatIsNotAFrameIsMalformed(String message) {
        assertEquals("malformed", client.refused(message).get("code").asText());
    }

    @Test
    void aSendWithAWrongFieldIsMalformedAndTheErrorNamesItsCid() {
        malformed(valid().put("text", 7));
        malformed(valid().putNull("text"));
        malformed(valid().put("text", ""));
        malformed(valid().put("text", " \n\t "));
        malformed(without("text"));
        malformed(without("kind"));
        malformed(without("conversation"));
        malformed(valid().put("user", bob.user()));
        malformed(valid().put("conversation", Long.parseLong(conversation)));
        malformed(valid().put("replyTo", "1"));
        malformed(valid().put("replyTo", 0));
        malformed(valid().put("replyTo", 1.5));
        malformed(valid().put("mentions", "bob"));
        ObjectNode mentions = valid();
        mentions.putArray("mentions").add(7);
        malformed(mentions);
    }

    @Test
    void aCidHas1To64CharactersOfItsAlphabet() {
        for (String bad : new String[] {"", "a b", "ä", "a".repeat(65), "~1", "a/b"}) {
            assertEquals(
                    "malformed",
                    client.refused(valid().put("cid", bad)).get("code").asText(),
                    bad);
        }
        assertEquals("malformed", client.refused(without("cid")).get("code").asText());
        assertEquals(
                "malformed", client.refused(valid().put("cid", 7)).get("code").asText());
        client.sendAndAck(
                valid().put("cid", ("a-_" + ChatClient.cid()).repeat(2).substring(0, 64)));
    }

    @Test
    void aLoneSurrogateIsMalformed() {
        String frame = valid().put("text", "TEXT").toString();
        for (String lone : new String[] {"\\ud83d", "\\ude00", "x\\ud83dy", "\\ude00\\ud83d"}) {
            JsonNode error = client.refused(frame.replace("TEXT", lone));
            assertEquals("malformed", error.get("code").asText(), lone);
        }
    }

    @Test
    void deepNestingIsMalformedAndDoesNoHarm() {
        for (String deep : new String[] {
            "[".repeat(60_000),
            "[".repeat(30_000) + "]".repeat(30_000),
            "{\"type\":\"send\",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}",
            "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)
        }) {
            assertEquals("malformed", client.refused(deep).get("code").asText());
        }
    }

    @Test
    void aNumberOfThousandsOfDigitsDoesNoHarm() {
        String digits = "9".repeat(60_000);
        assertEquals(
                "malformed",
                client.refused("{\"type\":\"receipt\",\"conversation\":\"" + conversation + "\",\"read\":" + digits
                                + "}")
                        .get("code")
                        .asText());
    }

    @Test
    void aTextHasUpTo10000Characters() {
        client.sendAndAck(valid().put("text", "漢".repeat(10_000)));
        client.sendAndAck(valid().put("text", "\uD83D\uDE00".repeat(10_000)));
        bystander.message("\uD83D\uDE00".repeat(10_000));
        for (String tooLong : new String[] {"x".repeat(10_001), "\uD83D\uDE00".repeat(10_001)}) {
            ObjectNode frame = valid().put("text", tooLong);
            JsonNode error = client.refused(frame);
            assertEquals("too_large", error.get("code").asText());
            assertEquals(frame.get("cid"), error.get("cid"));
        }
    }

    @Test
    void aMessageOfMoreThanMaxFrameBytesClosesTheConnectionWith1009() {
        client.sendRaw(valid().put("padding", "x".repeat(65_536)).toString());
        assertEquals(1009, client.closeCode());
    }

    @Test
    void anEnormousMessageClosesTheConnectionWith1009() {
        client.sendRaw("x".repeat(3_000_000));
        int code = client.closeCode();
        assertTrue(code == 1009 || code == 1006, "closed with " + code);
    }

    @Test
    void aMessageOfMaxFrameBytesIsAccepted() {
        ObjectNode frame = valid();
        int padding = 65_536 - frame.toString().length() - ",\"padding\":\"\"".length();
        client.sendAndAck(frame.put("padding", "x".repeat(padding)));
    }

    @Test
    void aBinaryMessageClosesTheConnectionWith1003() {
        client.sendBinary(new byte[] {1, 2, 3});
        assertEquals(1003, client.closeCode());
    }

    @Test
    void anUnknownTypeOrKindIsUnsupported() {
        for (String type : new String[] {"nonsense", "SEND", "ack", "message", ""}) {
            assertEquals("unsupported", client.refused(frame(type)).get("code").asText(), type);
        }
        for (String kind : new String[] {"nonsense", "member", "call", "TEXT", ""}) {
            ObjectNode sent = valid().put("kind", kind);
            JsonNode error = client.refused(sent);
            assertEquals("unsupported", error.get("code").asText(), kind);
            assertEquals(sent.get("cid"), error.get("cid"));
        }
    }

    @Test
    void unknownFieldsAreIgnored() {
        ObjectNode frame = valid();
        frame.put("nobody", "knows").putObject("this").put("x", 1);
        client.sendAndAck(frame);
    }

    @Test
    void somebodyElsesConversationIsForbidden() {
        try (ChatClient mallory = ProtocolServer.user("mallory").connect()) {
            for (ObjectNode frame : List.of(
                    valid(),
                    frame("receipt").put("conversation", conversation).put("read", 1),
                    frame("typing").put("conversation", conversation).put("on", true))) {
                assertEquals("forbidden", mallory.refused(frame).get("code").asText(), frame.toString());
            }
        }
        assertEquals(1, alice.conversation(conversation).get("lastSeq").asInt());
    }

    @Test
    void anUnknownConversationOrUserIsNotFound() {
        for (String unknown : new String[] {"999999999", "0"}) {
            assertEquals(
                    "not_found", client.refused(text(unknown, "x")).get("code").asText());
            assertEquals(
                    "not_found",
                    client.refused(frame("receipt").put("conversation", unknown).put("read", 1))
                            .get("code")
                            .asText());
            assertEquals(
                    "not_found",
                    client.refused(frame("typing").put("conversation", unknown).put("on", true))
                            .get("code")
                            .asText());
        }
        for (String unknown : new String[] {"no-such-user", "", "' OR 1=1 --", "x".repeat(5_000)}) {
            assertEquals(
                    "not_found",
                    client.refused(textTo(unknown, "x")).get("code").asText());
        }
    }

    private ObjectNode valid() {
        return text(conversation, "x");
    }

    private ObjectNode without(String field) {
        ObjectNode frame = valid();
        frame.remove(field);
        return frame;
    }

    private void malformed(ObjectNode frame) {
        JsonNode error = client.refused(frame);
        assertEquals("malformed", error.get("code").asText(), frame.toString());
        assertEquals(frame.get("cid"), error.get("cid"));
    }
}
