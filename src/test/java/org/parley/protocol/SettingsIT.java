package org.parley.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void whatCantBeChosenIsRefused() {
        assertEquals(400, alice.patch(SETTINGS, "{\"theme\":\"plaid\"}").status());
        assertEquals(400, alice.patch(SETTINGS, "{\"language\":7}").status());
        assertTrue(alice.get(SETTINGS).expect(200).get("theme").isNull());
    }
}
