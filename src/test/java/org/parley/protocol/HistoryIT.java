package org.parley.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.text;

@ExtendWith(ProtocolServer.class)
class HistoryIT {
    private static final int LAST = 121;

    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final String group = alice.group("History");

    /** The group's creation is entry 1; texts follow. */
    private void write(int count) {
        try (ChatClient client = alice.connect()) {
            List<ObjectNode> frames = IntStream.range(0, count)
                    .mapToObj(i -> text(group, "text " + i))
                    .toList();
            client.send(frames);
            frames.forEach(frame -> client.ack(frame.get("cid").asText()));
        }
    }

    @Test
    void withoutAParameterThePageIsTheNewest() {
        write(LAST - 1);
        page("", 72, LAST, true);
        page("limit=10", 112, LAST, true);
        page("limit=200", 1, LAST, false);
        page("limit=5000", 1, LAST, false);
    }

    @Test
    void olderPagesComeBeforeASeqAndNewerOnesAfterIt() {
        write(LAST - 1);
        page("before=72&limit=50", 22, 71, true);
        page("before=22&limit=50", 1, 21, false);
        page("before=1", 1, 0, false);
        page("after=0&limit=50", 1, 50, true);
        page("after=50&limit=71", 51, LAST, false);
        page("after=" + LAST, 1, 0, false);
        page("after=999999", 1, 0, false);
    }

    @Test
    void aPageAroundASeqHoldsItAndBothSides() {
        write(LAST - 1);
        List<Integer> seqs = seqs(alice.messages(group, "around=60&limit=11"));
        assertEquals(11, seqs.size());
        assertTrue(seqs.contains(60) && seqs.contains(57) && seqs.contains(63), seqs::toString);
        assertConsecutive(seqs);
        assertTrue(seqs(alice.messages(group, "around=1&limit=11")).contains(1));
        assertTrue(seqs(alice.messages(group, "around=" + LAST + "&limit=11")).contains(LAST));
    }

    @Test
    void scrollingBackSeesEveryEntryOnce() {
        write(LAST - 1);
        List<Integer> seen = new ArrayList<>();
        JsonNode page = alice.messages(group, "limit=7");
        while (true) {
            List<Integer> seqs = seqs(page);
            seen.addAll(0, seqs);
            if (!page.get("more").asBoolean()) {
                break;
            }
            page = alice.messages(group, "before=" + seqs.get(0) + "&limit=7");
        }
        assertEquals(IntStream.rangeClosed(1, LAST).boxed().toList(), seen);
    }

    @Test
    void whoJoinedLaterSeesTheLogFromThereOn() {
        write(10);
        ChatClientAccount carol = ProtocolServer.user("carol");
        alice.post("/api/conversations/" + group + "/members", "{\"users\":[\"" + carol.user() + "\"]}")
                .expect(200);
        write(5);
        assertEquals(12, carol.conversation(group).get("joinedSeq").asInt());
        for (String query : List.of("", "after=0", "before=1000", "around=1&limit=200", "around=12&limit=200")) {
            JsonNode page = carol.messages(group, query);
            assertEquals(IntStream.rangeClosed(12, 17).boxed().toList(), seqs(page), query);
            assertFalse(page.get("more").asBoolean(), query);
        }
        assertEquals(List.of(), seqs(carol.messages(group, "before=12")));
    }

    @Test
    void theCidOfAMessageIsShownToItsSenderAlone() {
        ChatClientAccount bob = ProtocolServer.user("bob");
        alice.post("/api/conversations/" + group + "/members", "{\"users\":[\"" + bob.user() + "\"]}")
                .expect(200);
        write(1);
        assertTrue(alice.messages(group, "limit=1").get("messages").get(0).has("cid"));
        assertFalse(bob.messages(group, "limit=1").get("messages").get(0).has("cid"));
    }

    private void page(String query, int first, int last, boolean more) {
        JsonNode page = alice.messages(group, query);
        assertEquals(IntStream.rangeClosed(first, last).boxed().toList(), seqs(page), query);
        assertEquals(more, page.get("more").asBoolean(), query);
    }

    private static List<Integer> seqs(JsonNode page) {
        List<Integer> seqs = new ArrayList<>();
        page.get("messages").forEach(message -> seqs.add(message.get("seq").asInt()));
        return seqs;
    }

    private static void assertConsecutive(List<Integer> seqs) {
        int first = Collections.min(seqs);
        assertEquals(IntStream.range(first, first + seqs.size()).boxed().toList(), seqs);
    }
}
