package org.parley.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.parley.testing.ChatClient;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProbeTest {
    private final Book ann = new Book("ann");
    private final Book ben = new Book("ben");
    private final ObjectNode frame = ChatClient.text("1", "probe").put("cid", "a-1");
    private final Probe.Text text = new Probe.Text("ann", "a-1", "1", Content.of("text", frame));

    private int unheard(long since, Set<String> conversationsOfBen) {
        return Probe.unheard(
                        List.of(text),
                        Map.of("ann", Set.of("1"), "ben", conversationsOfBen),
                        Map.of("ann", ann, "ben", ben),
                        since)
                .size();
    }

    private static ObjectNode ack() {
        return ChatClient.frame("ack")
                .put("cid", "a-1")
                .put("conversation", "1")
                .put("seq", 7);
    }

    private ObjectNode message() {
        return frame.deepCopy().put("type", "message").put("from", "ann").put("seq", 7);
    }

    @Test
    void whatIsSaidIsToBeAcknowledgedAndHeardByOtherMembers() {
        long since = System.nanoTime();
        ann.begin(frame, 1);
        assertEquals(2, unheard(since, Set.of("1")));
        ann.ack(ack());
        assertEquals(1, unheard(since, Set.of("1")));
        assertEquals(0, unheard(since, Set.of("2")));
        ben.message(1, message());
        assertEquals(0, unheard(since, Set.of("1")));
        assertEquals(1, unheard(System.nanoTime() + 1_000_000_000, Set.of("1")));
    }

    @Test
    void somethingElseIsNotIt() {
        long since = System.nanoTime();
        ann.begin(frame, 1);
        ann.ack(ack());
        ben.message(1, message().put("conversation", "2"));
        ben.message(1, message().put("from", "cid"));
        ben.message(1, message().put("text", "probes"));
        assertEquals(1, unheard(since, Set.of("1")));
    }

    @Test
    void whatWasRefusedIsNotToBeHeard() {
        ann.begin(frame, 1);
        ann.refused(ChatClient.frame("error").put("cid", "a-1").put("code", "forbidden"));
        assertEquals(0, unheard(System.nanoTime(), Set.of("1")));
    }
}
