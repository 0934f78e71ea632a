package org.parley.retention;

import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.admin.ConversationChanges;
import org.parley.audit.Deed;
import org.parley.conversation.Conversations;
import org.parley.file.FileLedger;
import org.parley.inbox.Inbox;
import org.parley.message.History;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Attachment;
import org.parley.protocol.Edit;
import org.parley.protocol.Entry;
import org.parley.protocol.Recall;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class RetentionIT {
    private static final Instant CUTOFF = Instant.parse("2001-01-01T00:00:00Z");

    @Inject
    private Retention retention;

    @Inject
    private RetentionStore store;

    @Inject
    private MessageLog log;

    @Inject
    private History history;

    @Inject
    private Inbox inbox;

    @Inject
    private Conversations conversations;

    @Inject
    private ConversationChanges changes;

    @Inject
    private FileLedger ledger;

    @Inject
    private Fixture fixture;

    @Test
    void what_is_older_goes_and_the_rest_is_read_without_a_gap() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long talk = talk(10, alice, bob);
        age(talk, 6);

        assertEquals(6, retention.run(CUTOFF));

        assertEquals(List.of(7L, 8L, 9L, 10L), seqs(history.before(talk, Long.MAX_VALUE, 1, 50, 0)));
        assertEquals(List.of(7L, 8L), seqs(history.before(talk, 9, 1, 50, 0)));
        assertFalse(history.before(talk, 9, 1, 2, 0).more());
        assertTrue(history.before(talk, 10, 1, 2, 0).more());
        assertEquals(List.of(), seqs(history.before(talk, 5, 1, 50, 0)));
        assertEquals(List.of(7L, 8L, 9L, 10L), seqs(history.after(talk, 2, 1, 50, 0)));
        assertEquals(List.of(7L, 8L), seqs(history.around(talk, 3, 1, 4, 0)));
        assertEquals(7, history.after(talk, 0, 1, 50, 0).first());
        assertEquals(4, fixture.log(talk).size());
    }

    @Test
    void unread_counts_and_summaries_speak_of_what_is_left() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long talk = talk(5, alice, bob);
        age(talk, 3);

        retention.run(CUTOFF);

        String summary = inbox.of(bob.id(), talk).orElseThrow();
        assertTrue(summary.contains("\"unread\":2"), summary);
        assertTrue(summary.contains("\"joinedSeq\":4"), summary);
        assertTrue(summary.contains("\"lastSeq\":5"), summary);
    }

    @Test
    void a_conversation_goes_on_after_all_of_it_was_removed() {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long talk = talk(3, alice, bob);
        age(talk, 3);

        assertEquals(3, retention.run(CUTOFF));
        assertEquals(List.of(), seqs(history.before(talk, Long.MAX_VALUE, 1, 50, 0)));
        assertTrue(inbox.of(bob.id(), talk).orElseThrow().contains("\"last\":null"));

        Outcome outcome = log.append(List.of(fixture.text(alice, talk))).get(0);

        assertEquals(4, ((Outcome.Appended) outcome).entry().seq());
        assertEquals(List.of(4L), seqs(history.before(talk, Long.MAX_VALUE, 1, 50, 0)));
        assertEquals(0, retention.run(CUTOFF));
    }

    @Test
    void nothing_is_removed_from_a_conversation_on_legal_hold() {
        UserRef alice = fixture.user();
        long talk = talk(4, alice, fixture.user());
        age(talk, 4);
        conversations.hold(talk, true);

        assertEquals(0, retention.run(CUTOFF));
        assertEquals(0, store.remove(talk, CUTOFF));
        assertEquals(4, fixture.log(talk).size());

        conversations.hold(talk, false);
        assertEquals(4, retention.run(CUTOFF));
    }

    @Test
    void a_file_that_is_recalled_on_legal_hold_is_kept_until_that_is_lifted() {
        UserRef alice = fixture.user();
        long talk = fixture.direct(alice, fixture.user());
        long elsewhere = fixture.direct(alice, fixture.user());
        long file = file(alice);
        Attachment sent = new Attachment(Long.toString(file), Optional.empty(), Optional.empty());
        assertTrue(log
                .append(List.of(
                        Submission.of(alice, talk, "f1", sent, "none"),
                        Submission.of(alice, elsewhere, "f2", sent, "none")))
                .stream()
                .allMatch(Outcome.Appended.class::isInstance));
        Deed deed = Deed.ofServer("hold", Long.toString(talk), "");
        changes.hold(talk, true, deed);

        log.append(List.of(Submission.of(alice, talk, "r1", new Recall(1), "none")));

        assertTrue(ledger.readable(alice.id(), file).isPresent(), "it is in the other conversation, too");
        log.append(List.of(Submission.of(alice, elsewhere, "r2", new Recall(1), "none")));
        assertTrue(ledger.readable(alice.id(), file).isEmpty());
        assertEquals(
                List.of(1L),
                ledger.held(talk, 0, 10).stream().map(FileLedger.Held::seq).toList());
        assertEquals(List.of(), ledger.held(talk, 1, 10));
        assertEquals(List.of(), ledger.held(elsewhere, 0, 10));
        assertFalse(ledger.orphans(CUTOFF, 10_000).contains(file));
        assertEquals(List.of(), ledger.withdraw(file));

        changes.hold(elsewhere, false, deed);
        assertFalse(ledger.orphans(CUTOFF, 10_000).contains(file), "the other hold is not lifted");
        changes.hold(talk, false, deed);

        assertEquals(List.of(), ledger.held(talk, 0, 10));
        assertTrue(ledger.orphans(CUTOFF, 10_000).contains(file));
        assertEquals(List.of("0".repeat(64)), ledger.withdraw(file));
    }

    /** The row of a file, without any content. */
    private long file(UserRef uploader) {
        return fixture.sql(connection -> {
            try (var insert = connection.prepareStatement(
                    "INSERT INTO parley_file (uploader_id, blob_key, name, type, byte_count, created_at) "
                            + "VALUES (?, ?, 'evidence', 'text/plain', 8, CURRENT_TIMESTAMP)",
                    Statement.RETURN_GENERATED_KEYS)) {
                insert.setLong(1, uploader.id());
                insert.setString(2, "0".repeat(64));
                insert.executeUpdate();
                try (var keys = insert.getGeneratedKeys()) {
                    keys.next();
                    return keys.getLong(1);
                }
            }
        });
    }

    @Test
    void an_edit_whose_target_was_removed_tells_no_earlier_wording() {
        UserRef alice = fixture.user();
        long talk = talk(1, alice, fixture.user());
        log.append(List.of(
                Submission.of(alice, talk, "e1", new Edit(1, "a secret", List.of()), "none"),
                Submission.of(alice, talk, "e2", new Edit(1, "better so", List.of()), "none")));
        age(talk, 1);

        assertEquals(1, retention.run(CUTOFF));

        assertEquals(
                List.of("{\"target\":1}", "{\"target\":1}"),
                history.after(talk, 0, 1, 50, 0).entries().stream()
                        .map(Entry::contentJson)
                        .toList());
    }

    @Test
    void much_is_removed_in_bounded_batches() {
        UserRef alice = fixture.user();
        long talk = talk(1_500, alice, fixture.user());
        age(talk, 1_400);

        assertEquals(RetentionStore.AT_ONCE, store.remove(talk, CUTOFF));
        assertEquals(400, store.remove(talk, CUTOFF));
        assertEquals(0, store.remove(talk, CUTOFF));
        assertEquals(1_401, history.after(talk, 0, 1, 1, 0).first());
    }

    @Test
    void one_node_at_a_time_removes() {
        assertEquals(0, retention.run(CUTOFF));
        assertFalse(store.lease("another", Duration.ofMinutes(1)));

        fixture.sql(connection -> {
            try (var update = connection.prepareStatement("UPDATE parley_lease SET expires_at = ?")) {
                update.setTimestamp(1, Timestamp.valueOf("2000-01-01 00:00:00"));
                return update.executeUpdate();
            }
        });
        assertTrue(store.lease("another", Duration.ofMillis(1)));
    }

    private long talk(int texts, UserRef sender, UserRef other) {
        long talk = fixture.direct(sender, other);
        log.append(IntStream.range(0, texts)
                .mapToObj(i -> fixture.text(sender, talk))
                .toList());
        return talk;
    }

    /** Lets the first entries look as if they had been written long ago. */
    private void age(long talk, long upTo) {
        fixture.sql(connection -> {
            try (var update = connection.prepareStatement(
                    "UPDATE parley_message SET sent_at = ? WHERE conversation_id = ? AND seq <= ?")) {
                update.setTimestamp(1, Timestamp.valueOf("2000-06-01 00:00:00"));
                update.setLong(2, talk);
                update.setLong(3, upTo);
                return update.executeUpdate();
            }
        });
    }

    private static List<Long> seqs(History.Page page) {
        return page.entries().stream().map(Entry::seq).toList();
    }
}
