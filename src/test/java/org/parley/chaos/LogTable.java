package org.parley.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Member;
import org.parley.chaos.Evidence.Stored;
import org.parley.testing.ChatClientAccount;

/** The log and the members of one seed's conversations, read where they lie. */
final class LogTable {
    private static final String CONVERSATIONS = "(SELECT DISTINCT c.conversation_id FROM parley_message c "
            + "JOIN parley_user o ON o.id = c.sender_id WHERE o.handle LIKE ?)";

    /** Kinds of which an entry is one more unread message. */
    private static final Set<String> COUNTED = Set.of("text", "file", "voice", "call");

    private final Installation installation;
    private final String users;

    LogTable(Installation installation, Plan plan) {
        this.installation = installation;
        this.users = plan.user(0).replaceFirst("\\d+$", "%");
    }

    List<Stored> log() throws SQLException {
        List<Stored> log = new ArrayList<>();
        try (Connection connection = installation.connect();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT m.conversation_id, m.seq, u.handle, m.cid, m.kind, m.content FROM parley_message m "
                                + "JOIN parley_user u ON u.id = m.sender_id WHERE m.conversation_id IN "
                                + CONVERSATIONS)) {
            query.setString(1, users);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    log.add(stored(rows));
                }
            }
        }
        return log;
    }

    private static Stored stored(ResultSet row) throws SQLException {
        String kind = row.getString(5);
        JsonNode content = content(row.getString(6));
        String sender = row.getString(3);
        List<String> joined = new ArrayList<>();
        List<String> departed = new ArrayList<>();
        if (kind.equals("member")) {
            switch (content.path("event").asText()) {
                case "created" -> {
                    joined.addAll(Content.users(content));
                    joined.remove(sender);
                    joined.add(sender);
                }
                case "joined", "accepted" -> joined.addAll(Content.users(content));
                case "left", "removed" -> departed.addAll(Content.users(content));
                default -> {
                    // changes no members
                }
            }
        }
        boolean dissolved = content.path("event").asText().equals("dissolved");
        Entry entry = new Entry(row.getString(1), row.getLong(2), sender, Content.of(kind, content));
        return new Stored(entry, row.getString(4), COUNTED.contains(kind), joined, departed, dissolved);
    }

    private static JsonNode content(String json) {
        try {
            return ChatClientAccount.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    List<Member> members() throws SQLException {
        List<Member> members = new ArrayList<>();
        try (Connection connection = installation.connect();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT m.conversation_id, u.handle, m.joined_seq, m.delivered_seq, m.read_seq "
                                + "FROM parley_member m JOIN parley_user u ON u.id = m.user_id "
                                + "WHERE u.handle LIKE ?")) {
            query.setString(1, users);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    members.add(new Member(
                            rows.getString(1), rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                }
            }
        }
        return members;
    }
}
