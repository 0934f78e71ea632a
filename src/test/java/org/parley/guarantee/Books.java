package org.parley.guarantee;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientParticipant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every sender was promised, what the log holds, and what every member saw: all of it must agree. */
final class Books {
    private final Crowd crowd;
    private final Map<String, TreeMap<Long, String>> log = new HashMap<>();
    private final Map<String, String> placeByCid = new HashMap<>();

    /** Reads the log where it lies. */
    Books(Crowd crowd, String url, String user, String password) throws SQLException {
        this.crowd = crowd;
        Set<String> once = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT m.conversation_id, m.seq, u.handle, m.cid, m.content "
                        + "FROM parley_message m JOIN parley_user u ON u.id = m.sender_id")) {
            while (rows.next()) {
                String conversation = rows.getString(1);
                String sender = rows.getString(3);
                String cid = rows.getString(4);
                assertTrue(once.add(sender + "/" + cid), "doubled: " + cid);
                log.computeIfAbsent(conversation, none -> new TreeMap<>())
                        .put(rows.getLong(2), sender + ":" + text(rows.getString(5)));
                placeByCid.put(cid, conversation + "/" + rows.getLong(2));
            }
        }
    }

    /** Returns how many messages there are, if all is right. */
    int balance() {
        Stream.concat(crowd.participants().stream(), crowd.secondDevices().stream())
                .forEach(participant -> assertEquals(List.of(), participant.faults(), () -> participant
                        .account()
                        .user()));
        crowd.conversations().forEach((conversation, members) -> {
            TreeMap<Long, String> entries = log.get(conversation);
            hasNoGap(conversation, entries);
            for (int member : members) {
                saw(crowd.participants().get(member), conversation, entries);
                if (!crowd.secondDevices().isEmpty()) {
                    saw(crowd.secondDevices().get(member), conversation, entries);
                }
            }
            orderIsKept(conversation, entries);
        });
        return everyPromiseIsKept();
    }

    /** Returns the last seq of a conversation. */
    long last(String conversation) {
        return log.get(conversation).lastKey();
    }

    /** All seqs of each conversation are there, from the first one on. */
    void haveNoGap() {
        log.forEach(Books::hasNoGap);
    }

    private static void hasNoGap(String conversation, TreeMap<Long, String> entries) {
        assertEquals(1, entries.firstKey());
        assertEquals(entries.size(), entries.lastKey(), "a gap in " + conversation);
    }

    private static void saw(ChatClientParticipant participant, String conversation, Map<Long, String> entries) {
        Map<Long, String> view = participant.view(conversation);
        String who = participant.account().user() + " saw of " + conversation;
        assertEquals(entries.size(), view.size(), () -> "how much " + who);
        assertEquals(entries, view, () -> "what " + who);
    }

    /** Returns how many messages were acknowledged, if the log holds exactly those. */
    int everyPromiseIsKept() {
        List<JsonNode> promises = crowd.acks();
        areKept(promises);
        long ofCrowd = placeByCid.keySet().stream()
                .filter(cid -> cid.matches("u\\d+-\\d+"))
                .count();
        assertEquals(promises.size(), ofCrowd);
        return promises.size();
    }

    /** What was acknowledged is where the sender was told. */
    void areKept(List<JsonNode> promises) {
        for (JsonNode ack : promises) {
            String place = placeByCid.get(ack.get("cid").asText());
            String told =
                    ack.get("conversation").asText() + "/" + ack.path("seq").asText();
            assertTrue(
                    ack.has("seq") ? told.equals(place) : place != null && place.startsWith(told),
                    () -> "acknowledged " + ack + ", but the log has " + place);
        }
    }

    /**
     * Texts are numbered as they were sent. Whoever was told to try again later, and had sent more meanwhile, did not
     * wait for the order.
     */
    private void orderIsKept(String conversation, Map<Long, String> entries) {
        Set<String> hasty = new HashSet<>();
        crowd.participants().stream()
                .filter(participant -> participant.refusals() > 0)
                .forEach(participant -> hasty.add(participant.account().user()));
        Map<String, Integer> last = new HashMap<>();
        entries.forEach((seq, content) -> {
            String[] parts = content.split(":", 2);
            if (parts[1].matches("\\d+") && !hasty.contains(parts[0])) {
                int number = Integer.parseInt(parts[1]);
                Integer before = last.put(parts[0], number);
                assertTrue(
                        before == null || before < number,
                        () -> content + " after " + before + " at " + seq + " of " + conversation);
            }
        });
    }

    private static String text(String content) {
        try {
            return ChatClientAccount.JSON.readTree(content).path("text").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(content, e);
        }
    }
}
