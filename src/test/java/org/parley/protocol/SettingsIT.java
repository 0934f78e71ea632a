package org.parley.protocol;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(ProtocolServer.class)
class SettingsIT {
    private static final String SETTINGS = "/api/me/settings";
    private final ChatClientAccount alice = ProtocolServer.user("alice");

    @Test
    void whatIsChosenOnOneDeviceHoldsOnAll() {
        JsonNode untouched = alice.get(SETTINGS).expect(200);
        assertTrue(untouched.get("language").isNull() && untouched.get("theme").isNull());

        alice.patch(SETTINGS, "{\"theme\":\"dark\"}").expect(200);
        alice.patch(SETTINGS, "{\"language\":\"zh\"}").expect(200);

        JsonNode elsewhere = alice.login().get(SETTINGS).expect(200);
        assertEquals("dark", elsewhere.get("theme").asText());
        assertEquals("zh", elsewhere.get("language").asText());
        alice.patch(SETTINGS, "{\"theme\":null}").expect(200);
        assertTrue(alice.get(SETTINGS).expect(200).get("theme").isNull());
    }

    @Test
    void whatAnybodyWantsToBeToldOfIsTheirsToChoose() {
        JsonNode untouched = alice.get(SETTINGS).expect(200);
        for (String field : new String[] {"notifications", "notificationText", "sound"}) {
            assertTrue(untouched.get(field).isNull(), field);
        }
        JsonNode changed = alice.patch(
                        SETTINGS, "{\"notifications\":\"mentions\",\"notificationText\":false,\"sound\":false}")
                .expect(200);
        assertEquals("mentions", changed.get("notifications").asText());
        assertFalse(changed.get("notificationText").asBoolean(true));
        assertFalse(changed.get("sound").asBoolean(true));
        assertTrue(alice.patch(SETTINGS, "{\"sound\":null}")
                .expect(200)
                .get("sound")
                .isNull());
        assertEquals(
                "mentions", alice.get(SETTINGS).expect(200).get("notifications").asText());
    }

    @Test
    void devicesThatAreConnectedHearOfItAtOnce() {
        try (ChatClient laptop = alice.connect();
                ChatClient phone = alice.login().connect()) {
            laptop.take("welcome");
            phone.take("welcome");
            alice.patch(SETTINGS, "{\"notifications\":\"none\"}").expect(200);
            for (ChatClient device : List.of(laptop, phone)) {
                assertEquals(
                        "none",
                        device.take("settings").at("/settings/notifications").asText());
            }
        }
    }

    @Test
    void aQuietConversationIsQuietOnAllDevicesAndCountsAllTheSame() {
        ChatClientAccount bob = ProtocolServer.user("bob");
        String group = bob.group("Team", alice);
        String quiet = "/api/conversations/" + group + "/quiet";
        Instant evening = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
        try (ChatClient phone = alice.login().connect();
                ChatClient bobs = bob.connect()) {
            phone.take("welcome");
            JsonNode summary =
                    alice.put(quiet, "{\"until\":\"" + evening + "\"}").expect(200);
            assertEquals(evening, Instant.parse(summary.get("quietUntil").asText()));
            assertEquals(evening, Instant.parse(takeQuiet(phone)));
            bobs.sendAndAck(ChatClient.text(group, "nothing urgent"));
            phone.message("nothing urgent");
            assertEquals(1, alice.conversation(group).get("unread").asInt());
            assertTrue(bob.conversation(group).path("quietUntil").isMissingNode(), "nobody else's business");

            alice.put(quiet, "{}").expect(200);
            assertEquals(
                    9999, Instant.parse(takeQuiet(phone)).atZone(ZoneOffset.UTC).getYear(), "for ever");
            assertTrue(alice.delete(quiet).expect(200).path("quietUntil").isMissingNode());
            assertTrue(alice.conversation(group).path("quietUntil").isMissingNode());
        }
    }

    private static String takeQuiet(ChatClient device) {
        return device.take(
                        "a summary of a quiet conversation",
                        frame -> ChatClient.is(frame, "conversation")
                                && frame.at("/summary/quietUntil").isTextual())
                .at("/summary/quietUntil")
                .asText();
    }

    @Test
    void aTimeOfQuietIsATimeToComeAndForMembers() {
        ChatClientAccount bob = ProtocolServer.user("bob");
        String quiet = "/api/conversations/" + bob.group("Team") + "/quiet";
        for (String until : new String[] {"soon", "2020-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", ""}) {
            assertEquals(400, bob.put(quiet, "{\"until\":\"" + until + "\"}").status(), until);
        }
        alice.put(quiet, "{}").expect(403);
        alice.put("/api/conversations/9007199254740991/quiet", "{}").expect(404);
    }

    @Test
    void whatCantBeChosenIsRefused() {
        for (String change : new String[] {
            "{\"notifications\":\"some\"}",
            "{\"notificationText\":\"yes\"}",
            "{\"sound\":1}",
            "{\"notifications\":true}"
        }) {
            assertEquals(400, alice.patch(SETTINGS, change).status(), change);
        }
        assertEquals(400, alice.patch(SETTINGS, "{\"theme\":\"plaid\"}").status());
        assertEquals(400, alice.patch(SETTINGS, "{\"language\":7}").status());
        assertTrue(alice.get(SETTINGS).expect(200).get("theme").isNull());
    }
}
