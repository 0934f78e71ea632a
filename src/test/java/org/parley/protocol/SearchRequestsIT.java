package org.parley.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.FileTransfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(ProtocolServer.class)
class SearchRequestsIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient alices = alice.connect();

    @AfterEach
    void close() {
        alices.close();
    }

    @Test
    void resultsComePageByPageNewestFirstAndEachOnce() {
        String group = alice.group("Search", bob);
        for (int i = 1; i <= 5; i++) {
            alices.sendAndAck(ChatClient.text(group, "apple " + i));
        }
        awaitFound(bob, "apple", 5);

        List<String> read = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        for (; !cursor.equals("null"); pages++) {
            JsonNode page =
                    search(bob, "apple", "&limit=2&cursor=" + encoded(cursor)).expect(200);
            assertTrue(page.get("results").size() <= 2);
            read.addAll(texts(page));
            cursor = page.get("next").asText();
        }
        assertEquals(List.of("apple 5", "apple 4", "apple 3", "apple 2", "apple 1"), read);
        assertEquals(3, pages);
        assertEquals(
                List.of(),
                texts(search(bob, "apple", "&cursor=" + encoded("1990-01-01T00:00:00Z_1_1"))
                        .expect(200)));
    }

    @Test
    void wrongLimitsAndCursorsAreToldAndLargeLimitsAreCut() {
        for (String limit : List.of("0", "-1", "many", "", "99999999999999999999")) {
            assertRefused("malformed", 400, search(alice, "apple", "&limit=" + limit));
        }
        search(alice, "apple", "&limit=100000").expect(200);
        for (String cursor : List.of(
                "x",
                "a_b_c",
                "2026-01-01T00:00:00Z_1",
                "2026-01-01T00:00:00Z_1_1_1",
                "2026-01-01T00:00:00Z_1_x",
                "2026-13-01T00:00:00Z_1_1",
                "+1000000000-12-31T23:59:59.999999999Z_1_1",
                "-1000000000-01-01T00:00:00Z_1_1",
                "0000-01-01T00:00:00Z_1_1",
                "'; DROP TABLE parley_search; --")) {
            assertRefused("malformed", 400, search(alice, "apple", "&cursor=" + encoded(cursor)));
        }
    }

    @Test
    void whatIsNoQueryIsToldAndWhatIsOneNeverFails() {
        String group = alice.group("Search", bob);
        alices.sendAndAck(ChatClient.text(group, "The hello of a world"));
        awaitFound(bob, "hello", 1);
        for (String nothing : List.of("", " ", "\t\n", "+-><()~*\"@", "''", "%", "_", "\u0000", "\u200b", "!?*")) {
            assertRefused("malformed", 400, search(bob, nothing, ""));
        }
        assertRefused("malformed", 400, search(bob, "a ".repeat(11), ""));
        assertRefused("too_large", 413, search(bob, "a".repeat(2_000), ""));
        int enormous = search(bob, "a".repeat(10_000), "").status();
        assertTrue(enormous >= 400 && enormous < 500, "by the server already: " + enormous);
        for (String found : List.of(
                "h",
                "hello world",
                "+hello -world",
                "-hello",
                ">hello <world",
                "(hello",
                "hello)",
                "~hello",
                "hello*",
                "*hello",
                "\"hello world\"",
                "\"hello",
                "hello@3",
                "@hello",
                "hello\\",
                "hello'",
                "hello%",
                "he",
                "the of a",
                "HELLO\u0000")) {
            // What follows an @ is a word, too.
            int expected = found.equals("hello@3") ? 0 : 1;
            assertEquals(
                    expected, search(bob, found, "").expect(200).get("results").size(), found);
        }
    }

    @Test
    void whatWasChangedIsFoundAsItIsNow() {
        String group = alice.group("Search", bob);
        long seq = alices.sendAndAck(ChatClient.text(group, "an apricot"))
                .get("seq")
                .asLong();
        awaitFound(bob, "apricot", 1);

        alices.sendAndAck(ChatClient.change(group, "edit", seq).put("text", "a banana"));
        awaitFound(bob, "banana", 1);
        assertFound(bob, "apricot", 0);

        alices.sendAndAck(ChatClient.change(group, "recall", seq));
        assertFound(bob, "banana", 0);
        assertFound(alice, "banana", 0);
    }

    @Test
    void captionsOfFilesAreFound() {
        String group = alice.group("Search", bob);
        String file = FileTransfer.uploaded(alice, "plan.txt", "words".getBytes(StandardCharsets.UTF_8));
        ObjectNode frame = ChatClient.frame("send")
                .put("cid", ChatClient.cid())
                .put("conversation", group)
                .put("kind", "file")
                .put("file", file);
        long seq = alices.sendAndAck(frame).get("seq").asLong();
        alices.sendAndAck(ChatClient.change(group, "edit", seq).put("text", "a cherry"));
        awaitFound(bob, "cherry", 1);
        alices.sendAndAck(ChatClient.change(group, "edit", seq).put("text", ""));
        assertFound(bob, "cherry", 0);
    }

    @Test
    void whoIsGoneFindsNothingAndWhoCameAgainOnlyWhatCameAfter() {
        String group = alice.group("Search", bob);
        String members = "/api/conversations/" + group + "/members";
        alices.sendAndAck(ChatClient.text(group, "damson one"));
        awaitFound(bob, "damson", 1);

        alice.delete(members + "/" + bob.user()).expect(204);
        assertFound(bob, "damson", 0);
        assertRefused("forbidden", 403, search(bob, "damson", "&conversation=" + group));
        assertRefused("not_found", 404, search(bob, "damson", "&conversation=9007199254740991"));
        assertRefused("not_found", 404, search(bob, "damson", "&conversation=x"));

        alice.post(members, "{\"users\":[\"" + bob.user() + "\"]}").expect(200);
        alices.sendAndAck(ChatClient.text(group, "damson two"));
        awaitFound(bob, "damson", 1);
        assertEquals(List.of("damson two"), texts(search(bob, "damson", "").expect(200)));
        awaitFound(alice, "damson", 2);
    }

    private static void awaitFound(ChatClientAccount reader, String query, int count) {
        Await.until(query + " is found", ChatClient.LIMIT, () -> found(reader, query) == count);
    }

    private static void assertFound(ChatClientAccount reader, String query, int count) {
        assertEquals(count, found(reader, query), query);
    }

    private static int found(ChatClientAccount reader, String query) {
        return search(reader, query, "").expect(200).get("results").size();
    }

    private static List<String> texts(JsonNode page) {
        return page.get("results").findValuesAsText("text");
    }

    /** Waits where one searches too often. */
    private static ChatClientAccount.Answer search(ChatClientAccount reader, String query, String rest) {
        AtomicReference<ChatClientAccount.Answer> answer = new AtomicReference<>();
        Await.until("the search was answered", ChatClient.LIMIT, () -> {
            answer.set(reader.get("/api/search?query=" + encoded(query) + rest));
            return answer.get().status() != 429;
        });
        return answer.get();
    }

    private static void assertRefused(String code, int status, ChatClientAccount.Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals(code, answer.json().get("code").asText());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
