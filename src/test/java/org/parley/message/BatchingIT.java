package org.parley.message;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.message.Foresight.Forecast;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.testing.container.OnlyOnMariaDb;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A batch costs the database a handful of statements, whatever its size; seen from the database. */
@InContainer
@OnlyOnMariaDb
class BatchingIT {
    @Inject
    private MessageLog log;

    @Inject
    private Foresight foresight;

    @Inject
    private Fixture fixture;

    @Test
    void a_batch_is_one_insert_and_a_handful_of_statements() {
        ServerStatus status = statusOfAppending(256, 8);

        assertEquals(1, status.count("Com_insert"), status.toString());
        assertEquals(1, status.count("Com_commit"), status.toString());
        assertTrue(status.count("Questions") <= 20, status.toString());
    }

    @Test
    void a_batch_twice_as_large_costs_no_more_statements() {
        ServerStatus ofSmall = statusOfAppending(100, 4);
        ServerStatus ofLarge = statusOfAppending(200, 4);

        assertTrue(ofLarge.count("Questions") <= ofSmall.count("Questions") + 2, ofSmall + " and " + ofLarge);
    }

    @Test
    void the_insert_really_holds_all_rows() {
        List<Submission> batch = batch(64, 2);

        List<String> inserts = ServerStatus.statements(fixture, () -> log.append(batch)).stream()
                .filter(statement -> statement.startsWith("INSERT INTO parley_message"))
                .toList();

        assertEquals(1, inserts.size());
        batch.forEach(submission ->
                assertTrue(inserts.get(0).contains("'" + submission.cid() + "'"), submission.cid() + " is not in it"));
    }

    @Test
    void what_was_foreseen_takes_two_statements_and_a_commit() {
        for (int conversations : new int[] {1, 2, 30}) {
            assertTwoStatements(batch(60, conversations));
        }
    }

    private ServerStatus statusOfAppending(int size, int conversations) {
        return ServerStatus.of(fixture, () -> {
            List<Submission> batch = batch(size, conversations);
            return () -> log.append(batch);
        });
    }

    private void assertTwoStatements(List<Submission> next) {
        Map<Long, Forecast> forecast = foresight.forecast(next).orElseThrow();

        List<String> verbs =
                ServerStatus.statements(fixture, () -> log.appendForeseen(next, forecast), "UPDATE parley_conversation")
                        .stream()
                        .map(statement -> statement.split(" ")[0].toUpperCase(Locale.ROOT))
                        .filter(verb -> !verb.equals("SET"))
                        // Before, and afterwards, the connection may have been somebody else's.
                        .dropWhile(verb -> !verb.equals("UPDATE"))
                        .toList();

        assertEquals(List.of("UPDATE", "INSERT", "COMMIT"), verbs.subList(0, verbs.indexOf("COMMIT") + 1));
    }

    private List<Submission> batch(int size, int conversations) {
        UserRef alice = fixture.user();
        List<Long> open = IntStream.range(0, conversations)
                .mapToObj(i -> fixture.direct(alice, fixture.user()))
                .toList();
        // The members are known by then, as they are in use.
        log.append(open.stream()
                        .map(conversation -> fixture.text(alice, conversation))
                        .toList())
                .forEach(foresight::remember);
        return IntStream.range(0, size)
                .mapToObj(i -> fixture.text(alice, open.get(i % conversations)))
                .toList();
    }
}
