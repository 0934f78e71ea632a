package org.parley.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.stream.Collectors;

import org.parley.testing.MariaDbServer;

/** Users, conversations and old messages, made in the database directly. */
final class Population implements AutoCloseable {
    static final int USERS = 10_000;

    private static final int ROWS_AT_ONCE = 50_000;

    private final MariaDbServer database;
    private Connection connection;
    private long nextConversation = 1;

    Population(MariaDbServer database) throws SQLException {
        this.database = database;
        this.connection = database.connect();
    }

    /** To be called when the database was away. */
    void reconnect() throws SQLException {
        connection = database.connect();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String handle(long user) {
        return "u" + user;
    }

    static String session(long user) {
        return "s" + user;
    }

    /** Makes the users with ids from 1 to {@link #USERS}, each with a session. */
    void makeUsers() {
        execute("INSERT INTO parley_user (id, handle, name, created_at) "
                + "SELECT seq, CONCAT('u', seq), CONCAT('User ', seq), NOW(6) FROM seq_1_to_" + USERS);
        execute("INSERT INTO parley_session "
                + "(id, user_id, family_hash, token_hash, device, created_at, last_used_at, expires_at) "
                + "SELECT CONCAT('s', seq), seq, CONCAT('f', seq), CONCAT('t', seq), 'benchmark', "
                + "NOW(6), NOW(6), NOW(6) + INTERVAL 30 DAY FROM seq_1_to_" + USERS);
    }

    /** @return the id of a new group of the users with ids from first to last, the first its owner */
    long group(long first, long last) {
        long id = nextConversation++;
        execute("INSERT INTO parley_conversation (id, type, name, created_at) VALUES (" + id + ", 'group', 'Benchmark "
                + id + "', NOW(6))");
        execute("INSERT INTO parley_member (conversation_id, user_id, role, joined_seq) SELECT " + id
                + ", seq, IF(seq = " + first + ", 'owner', 'member'), 1 FROM seq_" + first + "_to_" + last);
        return id;
    }

    /** Gives a conversation a log of so many messages of 100 bytes, written by its first two members in turn. */
    void messages(long conversation, long firstUser, int count) {
        for (int from = 1; from <= count; from += ROWS_AT_ONCE) {
            int to = Math.min(count, from + ROWS_AT_ONCE - 1);
            execute("INSERT INTO parley_message (conversation_id, seq, sender_id, cid, kind, sent_at, content) "
                    + "SELECT " + conversation + ", seq, " + firstUser + " + seq % 2, "
                    + "CONCAT('old-', " + conversation + ", '-', MD5(seq)), 'text', "
                    + "NOW(6) - INTERVAL " + count + " SECOND + INTERVAL seq SECOND, "
                    + "CONCAT('{\"text\":\"', LPAD(seq, 100, 'abcdefghij '), '\"}') FROM seq_" + from + "_to_" + to);
        }
        execute("UPDATE parley_conversation SET last_seq = " + count + " WHERE id = " + conversation);
    }

    /** @return how many messages the logs of these conversations hold */
    long rows(Collection<Long> conversations) {
        String ids = conversations.stream().map(String::valueOf).collect(Collectors.joining(","));
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT COUNT(*) FROM parley_message WHERE conversation_id IN (" + ids + ")");
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
