package org.parley.testing.container;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.Conversations;
import org.parley.conversation.JoinMode;
import org.parley.message.Submission;
import org.parley.protocol.Membership;
import org.parley.protocol.Text;
import org.parley.user.Credentials;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

/** People and conversations for one test, and a look at the database that goes around all of the application. */
@ApplicationScoped
public class Fixture {
    private static final AtomicLong NEXT = new AtomicLong();

    @Resource(lookup = "java:app/jdbc/parley")
    private DataSource dataSource;

    @Inject
    private UserStore users;

    @Inject
    private Conversations conversations;

    /** A row of the log as it lies in the database. */
    public record Row(long seq, long sender, String cid, String content) {}

    /** What a test does with a connection. */
    @FunctionalInterface
    public interface Sql<T> {
        T with(Connection connection) throws SQLException;
    }

    /** @return somebody whom no other test knows */
    public UserRef user() {
        String handle = "u" + NEXT.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
        Credentials account = users.register(handle, handle, null, Optional.of("nobody"));
        return new UserRef(account.userId(), handle, handle);
    }

    public List<UserRef> users(int count) {
        return IntStream.range(0, count).mapToObj(i -> user()).toList();
    }

    public long group(UserRef owner, UserRef... others) {
        return group(owner, List.of(others));
    }

    /** A group that nothing has been said in, not even that it was made. */
    public long group(UserRef owner, List<UserRef> others) {
        long group = conversations.createGroup(owner, "Group", null, JoinMode.INVITATION);
        return sql(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO parley_member (conversation_id, user_id, role, joined_seq, delivered_seq, read_seq) "
                            + "VALUES (?, ?, 'member', 1, 0, 0)")) {
                for (UserRef other : others) {
                    if (other.id() != owner.id()) {
                        insert.setLong(1, group);
                        insert.setLong(2, other.id());
                        insert.addBatch();
                    }
                }
                insert.executeBatch();
            }
            return group;
        });
    }

    public long direct(UserRef one, UserRef other) {
        return conversations.createDirect(one, other);
    }

    /** @return something to say that no other test says */
    public Submission text(UserRef sender, long conversation) {
        return text(sender, conversation, "c" + NEXT.incrementAndGet() + "-" + System.nanoTime());
    }

    public Submission text(UserRef sender, long conversation, String cid) {
        return Submission.of(sender, conversation, cid, new Text("says " + cid, Optional.empty(), List.of()), "none");
    }

    /** A change that passes everything but the database, whose column for the name is too narrow for it. */
    public Submission poison(UserRef owner, long group) {
        return Submission.byServer(
                owner,
                group,
                new Membership(Membership.Event.RENAMED, List.of(), Optional.of("n".repeat(201)), Optional.empty()));
    }

    /** @return the log of a conversation, read with a connection of its own */
    public List<Row> log(long conversation) {
        return rows("conversation_id = ?", conversation);
    }

    /** @return what is stored of a message, read with a connection of its own: nothing, or one row */
    public List<Row> stored(Submission submission) {
        return rows(
                "cid = ? AND sender_id = ?",
                submission.cid(),
                submission.sender().id());
    }

    private List<Row> rows(String condition, Object... parameters) {
        return sql(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT seq, sender_id, cid, content FROM parley_message WHERE " + condition + " ORDER BY seq")) {
                for (int i = 0; i < parameters.length; i++) {
                    select.setObject(i + 1, parameters[i]);
                }
                List<Row> rows = new ArrayList<>();
                for (ResultSet row = select.executeQuery(); row.next(); ) {
                    rows.add(new Row(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)));
                }
                return rows;
            }
        });
    }

    /** Keeps everybody else from appending to a conversation meanwhile. The embedded database grants two seconds. */
    public void whileHeld(long conversation, Runnable action) {
        sql(connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT id FROM parley_conversation WHERE id = ? FOR UPDATE")) {
                lock.setLong(1, conversation);
                lock.executeQuery().close();
                action.run();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return null;
        });
    }

    public <T> T sql(Sql<T> action) {
        try (Connection connection = dataSource.getConnection()) {
            return action.with(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
