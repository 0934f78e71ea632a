package org.parley.guarantee;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClientParticipant;
import org.parley.testing.MariaDbServer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("guarantee")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class GuaranteeIT {
    private static final Logger LOG = Logger.getLogger(GuaranteeIT.class.getName());
    private static final int PAIRS = 50;
    private static final int GROUPS = 20;
    private static final int MEMBERS = 10;
    private static final int MESSAGES = 100_000;
    private static final long LIMIT_SECONDS = 600;

    @Test
    void everyMessageIsInTheLogOnceAndWithEveryMemberInOrderThoughConnectionsAreCutAtRandom() throws SQLException {
        long seed = Long.getLong("parley.seed", System.nanoTime());
        LOG.log(Level.INFO, "To repeat this: -Dparley.seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        try (MariaDbServer database = new MariaDbServer("guarantee").start();
                ApplicationServer server =
                        Servers.fast("guarantee").with(database).start();
                Crowd crowd = new Crowd(server, PAIRS, GROUPS, MEMBERS, MESSAGES / (2 * PAIRS))) {
            AtomicInteger cuts = new AtomicInteger();
            crowd.write(participant -> maybeCut(participant, random, cuts), LIMIT_SECONDS)
                    .join();
            crowd.participants().forEach(ChatClientParticipant::catchUp);
            assertEquals(
                    MESSAGES,
                    new Books(crowd, database.jdbcUrl(), database.user(), database.password()).balance(),
                    () -> "seed " + seed);
            assertTrue(cuts.get() > 50, "connections were cut " + cuts + " times");
            LOG.log(Level.INFO, "{0} connections were cut", cuts);
        }
    }

    private static void maybeCut(ChatClientParticipant participant, Random random, AtomicInteger cuts) {
        if (random.nextInt(2_000) == 0) {
            participant.cut();
            cuts.incrementAndGet();
        }
    }
}
