package org.parley.protocol;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

@ExtendWith(ProtocolServer.class)
class SessionsIT {
    private final ChatClientAccount here = ProtocolServer.user("sessions");

    @Test
    void usersSeeWhereTheyAreLoggedIn() {
        ChatClientAccount there = here.login();

        assertEquals(2, sessions(here).size());
        assertEquals(current(here), others(there).get(0));
        assertEquals(current(there), others(here).get(0));
        JsonNode session = sessions(here).get(0);
        assertEquals("Java-http-client", session.get("client").asText());
        assertFalse(session.get("created").asText().isEmpty());
        JsonNode page = here.get("/api/me/sessions?limit=1").expect(200);
        assertEquals(1, page.get("sessions").size());
        assertEquals(
                1,
                here.get("/api/me/sessions?limit=1&cursor=" + page.get("next").asText())
                        .expect(200)
                        .get("sessions")
                        .size());
    }

    @Test
    void aSessionThatIsEndedElsewhereIsOverAndItsConnectionsClose() {
        ChatClientAccount there = here.login();
        try (ChatClient connection = there.connect()) {
            connection.take("welcome");
            here.delete("/api/me/sessions/" + current(there)).expect(204);
            assertEquals(4401, connection.closeCode());
        }
        there.get("/api/me").expect(401);
        there.post("/api/auth/refresh", "").expect(401);
        here.get("/api/me").expect(200);
    }

    @Test
    void whoLogsOutEverywhereStaysLoggedInHere() {
        ChatClientAccount second = here.login();
        ChatClientAccount third = here.login();

        here.delete("/api/me/sessions").expect(204);

        second.get("/api/me").expect(401);
        third.get("/api/me").expect(401);
        assertEquals(List.of(), others(here));
    }

    @Test
    void nobodyEndsASessionOfSomebodyElse() {
        ChatClientAccount stranger = ProtocolServer.user("stranger");

        stranger.delete("/api/me/sessions/" + current(here)).expect(404);
        here.get("/api/me").expect(200);
    }

    private static JsonNode sessions(ChatClientAccount account) {
        return account.get("/api/me/sessions").expect(200).get("sessions");
    }

    private static String current(ChatClientAccount account) {
        return ids(account, true).get(0);
    }

    private static List<String> others(ChatClientAccount account) {
        return ids(account, false);
    }

    private static List<String> ids(ChatClientAccount account, boolean current) {
        List<String> ids = new ArrayList<>();
        for (JsonNode session : sessions(account)) {
            if (session.get("current").asBoolean() == current) {
                ids.add(session.get("id").asText());
            }
        }
        return ids;
    }
}
