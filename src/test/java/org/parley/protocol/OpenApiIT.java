package org.parley.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(ProtocolServer.class)
class OpenApiIT {
    private final ChatClientAccount stranger =
            ChatClientAccount.stranger(ProtocolServer.server().baseUri());

    @Test
    void theServerDescribesItsRestApi() {
        JsonNode document = stranger.get("/openapi?format=JSON").expect(200);
        assertTrue(document.get("openapi").asText().startsWith("3."));
        assertEquals("Parley", document.at("/info/title").asText());
        String paths = document.get("paths").toString();
        for (String path : new String[] {
            "/api/me",
            "/api/users",
            "/api/users/{user}",
            "/api/conversations",
            "/api/conversations/{id}",
            "/api/conversations/{id}/messages",
            "/api/conversations/{id}/members",
            "/api/conversations/{id}/members/{user}",
            "/api/auth/config",
            "/api/auth/login",
            "/api/auth/refresh",
            "/api/auth/logout",
            "/api/auth/register",
            "/api/auth/password"
        }) {
            assertTrue(document.get("paths").has(path), path + " is missing in " + paths);
        }
        for (JsonNode scheme : document.at("/components/securitySchemes")) {
            if (scheme.path("scheme").asText().equalsIgnoreCase("bearer")) {
                return;
            }
        }
        throw new AssertionError("no bearer scheme in " + document.get("components"));
    }
}
