package org.parley.broker.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.audit.Deed;
import org.parley.broker.MessageBroker.Published;
import org.parley.conversation.OpenConversation.Changes;
import org.parley.delivery.Posted;
import org.parley.message.Submission;
import org.parley.protocol.Content;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecordsTest {
    private static final UserRef ALICE = new UserRef(7, "alice", "alice");
    private static final Instant AT = Instant.parse("2030-01-02T03:04:05.678901Z");
    private static final Submission ALICE_LEFT =
            Submission.byServer(ALICE, 12, Membership.of(Membership.Event.LEFT, List.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "\"quoted\" and {braces} and [brackets]",
                "a \",\"body\": b",
                "line\nbreak\ttab \\ backslash",
                "Grüße, 你好, 😀",
            })
    void a_text_comes_out_as_it_went_in(String text) {
        Content content = new Text(text, Optional.of(3L), List.of("bob"));
        Accepted accepted = new Accepted(Submission.of(ALICE, 12, "c1", content, "connection"), "node \"1\"/x", 99);

        assertEquals(accepted, Accepted.decode(accepted.encode()));
    }

    @Test
    void an_outcome_is_told_to_those_who_wait_for_it_and_to_nobody_twice() {
        Outcomes outcomes = new Outcomes();
        Published published = new Published(12, Optional.of(1L), Optional.of(AT));
        CompletableFuture<Published> result = new CompletableFuture<>();
        outcomes.await(new Accepted(ALICE_LEFT, "n", 1), result);

        assertTrue(outcomes.appended(ALICE.id(), ALICE_LEFT.cid(), published));
        assertEquals(published, result.join());
        assertFalse(outcomes.appended(ALICE.id(), ALICE_LEFT.cid(), published), "nobody waits any more");
    }

    @Test
    void a_promise_and_a_change_of_members_come_out_as_they_went_in() {
        Submission change =
                Submission.byServer(ALICE, 12, Membership.of(Membership.Event.REMOVED, List.of("bob", "carol")));

        Accepted promised = Accepted.decode(new Accepted(change.promise(), "n", 1).encode());
        assertTrue(promised.submission().promised());
        assertEquals(change.contentJson(), promised.submission().contentJson());
        assertEquals("member", promised.submission().content().kind());
        assertEquals(new Accepted(change, "n", 1), Accepted.decode(new Accepted(change, "n", 1).encode()));
    }

    @Test
    void what_an_administrator_does_comes_out_with_its_entry_for_the_audit_trail() {
        Deed deed = new Deed("ada", "group.dissolve", "12", "a \",\"body\": b", "192.0.2.1");
        Membership change = Membership.of(Membership.Event.DISSOLVED, List.of());
        Accepted accepted = new Accepted(Submission.byAdministrator(ALICE, 12, change, deed), "n", 1);
        Accepted owners = new Accepted(Submission.byServer(ALICE, 12, change).recorded(deed), "n", 1);

        assertEquals(accepted, Accepted.decode(accepted.encode()));
        assertEquals(owners, Accepted.decode(owners.encode()));
        assertFalse(Accepted.decode(owners.encode()).submission().byAdministrator());
    }

    @Test
    void what_a_newer_node_has_promised_is_carried_though_this_one_does_not_know_its_kind() {
        String json = new Accepted(
                        Submission.byServer(ALICE, 12, Membership.of(Membership.Event.LEFT, List.of("bob")))
                                .promise(),
                        "n",
                        1)
                .encode()
                .replace("\"member\"", "\"hologram\"");

        Submission submission = Accepted.decode(json).submission();
        assertEquals("hologram", submission.content().kind());
        assertEquals("{\"event\":\"left\",\"users\":[\"bob\"]}", submission.contentJson());
        assertFalse(Accepted.decode(json).isBeyondThisNode());
        assertTrue(Accepted.decode(json.replace(",\"promised\":true", "")).isBeyondThisNode());
        assertThrows(RuntimeException.class, () -> Accepted.decode(json.replace("{\"event\"", "{event\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "{}", "{\"body\":1}", "{\"node\":\"n\",\"body\":{\"text\":\"x\"}}", "[1,\"body\":2}"})
    void what_is_no_record_is_not_read(String value) {
        assertThrows(RuntimeException.class, () -> Accepted.decode(value));
    }

    @Test
    void a_record_is_late_when_its_sender_was_told_that_it_is_not_safe() {
        Accepted accepted = accepted(ALICE_LEFT, 100);

        assertFalse(accepted.isLate(100));
        assertTrue(accepted.isLate(101));
    }

    @Test
    void an_entry_comes_out_as_it_went_in() {
        Entry entry = new Entry(12, 5, "alice", "c1", "text", AT, "{\"text\":\",\\\"body\\\":\"}");
        Told small = new Told(new Posted(entry, 7, Optional.of("here"), 3, Changes.NONE), Optional.of(Set.of(7L, 8L)));
        Told large = new Told(
                new Posted(entry, 7, Optional.empty(), 4, new Changes(Set.of(9L), Set.of(8L), true)), Optional.empty());

        assertEquals(small, Told.decode(Envelope.decode(small.encode())));
        assertEquals(large, Told.decode(Envelope.decode(large.encode())));
        assertFalse(Answer.isIn(Envelope.decode(small.encode())));
    }

    @Test
    void whoever_waits_is_given_the_place_or_the_reason() {
        Accepted accepted = accepted(ALICE_LEFT, 100);
        Entry entry = new Entry(12, 5, "alice", ALICE_LEFT.cid(), "member", AT, ALICE_LEFT.contentJson());
        Refusal refusal = new Refusal(ErrorCode.RATE_LIMITED, "Not \"now\".", Duration.ofMillis(1_500));
        Outcomes outcomes = new Outcomes();

        CompletableFuture<Published> known = awaited(outcomes, accepted);
        carry(Answer.known(accepted, entry), outcomes);
        assertEquals(new Published(12, Optional.of(5L), Optional.of(AT)), known.join());

        CompletableFuture<Published> refused = awaited(outcomes, accepted);
        carry(Answer.refused(accepted, refusal), outcomes);
        Refusal reason =
                (Refusal) assertThrows(CompletionException.class, refused::join).getCause();
        assertEquals(ErrorCode.RATE_LIMITED, reason.code());
        assertEquals("Not \"now\".", reason.detail());
        assertEquals(Optional.of(Duration.ofMillis(1_500)), reason.retryAfter());
    }

    @Test
    void all_who_wait_for_the_same_message_are_told_its_place() {
        Outcomes outcomes = new Outcomes();
        CompletableFuture<Published> one = awaited(outcomes, accepted(ALICE_LEFT, 100));
        CompletableFuture<Published> other = awaited(outcomes, accepted(ALICE_LEFT, 100));
        CompletableFuture<Published> later = awaited(outcomes, accepted(ALICE_LEFT, 200));
        awaited(outcomes, accepted(ALICE_LEFT, 100)).cancel(false);

        outcomes.appended(7, ALICE_LEFT.cid(), Published.durable(12));

        assertTrue(one.isDone() && other.isDone() && later.isDone());
    }

    @Test
    void a_refusal_is_for_those_alone_who_sent_that_record() {
        Outcomes outcomes = new Outcomes();
        Accepted record = accepted(ALICE_LEFT, 100);
        CompletableFuture<Published> first = awaited(outcomes, record);
        CompletableFuture<Published> repetition = awaited(outcomes, accepted(ALICE_LEFT, 200));

        carry(Answer.refused(record, new Refusal(ErrorCode.FORBIDDEN, "Muted.")), outcomes);
        assertTrue(first.isCompletedExceptionally());
        assertFalse(repetition.isDone(), "it is judged for itself");

        outcomes.appended(7, ALICE_LEFT.cid(), Published.durable(12));
        assertTrue(repetition.isDone() && !repetition.isCompletedExceptionally());
    }

    private static Accepted accepted(Submission submission, long until) {
        return new Accepted(submission, "n", until);
    }

    private static CompletableFuture<Published> awaited(Outcomes outcomes, Accepted accepted) {
        CompletableFuture<Published> result = new CompletableFuture<>();
        outcomes.await(accepted, result);
        return result;
    }

    private static void carry(Answer answer, Outcomes outcomes) {
        Answer.decode(Envelope.decode(answer.encode())).give(outcomes);
    }
}
