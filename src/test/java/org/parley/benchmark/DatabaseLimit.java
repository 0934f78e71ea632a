package org.parley.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** How many messages the database takes when nothing but it is in the way: one connection, batches, each committed. */
final class DatabaseLimit {
    private static final String TEXT = "{\"text\":\"" + "x".repeat(100) + "\"}";

    private DatabaseLimit() {}

    /** What was written, in what time. */
    record Outcome(long rows, Site.Cpu cpu) {}

    static Outcome measure(Site site, int batch, Duration warmUp, Duration measured) throws SQLException {
        long conversation = site.population().group(1, 2);
        String url = site.database().jdbcUrl() + "?rewriteBatchedStatements=true";
        try (Connection connection = DriverManager.getConnection(
                        url, site.database().user(), site.database().password());
                PreparedStatement insert = connection.prepareStatement("INSERT INTO parley_message "
                        + "(conversation_id, seq, sender_id, cid, kind, sent_at, content) VALUES (?,?,?,?,?,?,?)")) {
            connection.setAutoCommit(false);
            long seq = write(connection, insert, batch, conversation, 0, warmUp);
            Site.Cpu before = site.cpu();
            long last = write(connection, insert, batch, conversation, seq, measured);
            return new Outcome(last - seq, site.cpu().minus(before));
        }
    }

    private static long write(
            Connection connection, PreparedStatement insert, int batch, long conversation, long seq, Duration time)
            throws SQLException {
        long last = seq;
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            Timestamp now = Timestamp.from(Instant.now());
            for (int i = 0; i < batch; i++) {
                last++;
                insert.setLong(1, conversation);
                insert.setLong(2, last);
                insert.setLong(3, 1);
                insert.setString(4, conversation + "-" + last + "-" + System.nanoTime());
                insert.setString(5, "text");
                insert.setTimestamp(6, now);
                insert.setString(7, TEXT);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        return last;
    }
}
