package org.parley.protocol;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every refusal by REST is a problem detail (RFC 9457) that says why, and nothing of the server's inside. */
@ExtendWith(ProtocolServer.class)
class RestErrorsIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");

    @Test
    void withoutATokenThereIsNothing() {
        ChatClientAccount stranger = ChatClientAccount.stranger(alice.base());
        for (String path :
                new String[] {"/api/me", "/api/users?query=a", "/api/conversations", "/api/conversations/1"}) {
            Answer answer = stranger.get(path);
            problem(401, answer);
            assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer"), path);
        }
    }

    @Test
    void whatIsNotThereIs404() {
        problem(404, alice.get("/api/nothing"));
        problem(404, alice.get("/api/conversations/999999999"));
        problem(404, alice.get("/api/conversations/abc"));
        problem(404, alice.get("/api/conversations/999999999/messages"));
        problem(404, alice.get("/api/users/no-such-user"));
    }

    @Test
    void aWrongMethodIs405() {
        problem(405, alice.delete("/api/me"));
        problem(405, alice.post("/api/users", "{}"));
    }

    @Test
    void anotherMediaTypeThanJsonIs415() {
        problem(415, ChatClientAccount.send(request("/api/conversations", "text/plain", "{}")));
        problem(415, ChatClientAccount.send(request("/api/conversations", "application/xml", "<a/>")));
    }

    @Test
    void anAnswerInAFormatThatThereIsNotIs406() {
        problem(
                406,
                ChatClientAccount.send(HttpRequest.newBuilder(alice.base().resolve("/api/me"))
                        .header("Authorization", "Bearer " + alice.token())
                        .header("Accept", "image/png")
                        .build()));
    }

    @Test
    void aBodyThatIsNoJsonObjectIs400() {
        for (String body : new String[] {"{", "[]", "7", "null", "nonsense", "{\"name\":\"x\"", "[".repeat(50_000)}) {
            problem(400, alice.post("/api/conversations", body));
        }
    }

    @Test
    void aBodyWithAWrongFieldIs400() {
        for (String body : new String[] {
            "{}",
            "{\"name\":7,\"members\":[]}",
            "{\"name\":\"\",\"members\":[]}",
            "{\"name\":\"x\",\"members\":\"bob\"}",
            "{\"name\":\"x\",\"members\":[7]}",
            "{\"name\":\"x\",\"members\":[{}]}"
        }) {
            problem(400, alice.post("/api/conversations", body));
        }
        problem(400, alice.patch("/api/me", "{\"name\":7}"));
    }

    @Test
    void anEnormousBodyIs413() {
        problem(413, alice.post("/api/conversations", "{\"name\":\"" + "x".repeat(2_000_000) + "\"}"));
    }

    @Test
    void aParameterThatIsNotANumberIs400() {
        String group = alice.group("Errors");
        for (String query : new String[] {
            "before=x", "after=-1", "around=0", "limit=0", "limit=x", "before=1&after=1", "after=99999999999999999999"
        }) {
            problem(400, alice.get("/api/conversations/" + group + "/messages?" + query));
        }
        problem(400, alice.get("/api/conversations?cursor=nonsense"));
    }

    @Test
    void wrongCredentialsAre401AndATakenNameIs409() {
        ChatClientAccount stranger = ChatClientAccount.stranger(alice.base());
        problem(401, stranger.post("/api/auth/login", credentials(alice.user(), "wrong password")));
        problem(401, stranger.post("/api/auth/login", credentials("no-such-user", "wrong password")));
        problem(409, stranger.post("/api/auth/register", credentials(alice.user(), "long enough")));
        problem(400, stranger.post("/api/auth/register", credentials("somebody-new", "short")));
        problem(400, stranger.post("/api/auth/register", credentials("-bad name-", "long enough")));
        problem(401, stranger.post("/api/auth/refresh", ""));
    }

    private static String credentials(String user, String password) {
        return "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}";
    }

    private HttpRequest request(String path, String type, String body) {
        return HttpRequest.newBuilder(alice.base().resolve(path))
                .header("Authorization", "Bearer " + alice.token())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static void problem(int status, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"), answer.header("Content-Type"));
        assertEquals(status, answer.json().get("status").asInt());
        assertFalse(answer.json().path("detail").asText().isBlank(), answer.body());
        assertFalse(answer.json().path("code").asText().isBlank(), answer.body());
        assertFalse(answer.body().matches("(?s).*(Exception|org\\.parley|jakarta\\.|\\tat ).*"), answer.body());
    }
}
