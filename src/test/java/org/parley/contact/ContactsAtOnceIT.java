package org.parley.contact;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.contact.Relation.Step;
import org.parley.conversation.Conversations;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two people who act on each other, also at the same moment: one outcome, which both see. */
@InContainer
class ContactsAtOnceIT {
    private static final int ROUNDS = 10;

    @Inject
    private Contacts contacts;

    @Inject
    private Conversations conversations;

    @Inject
    private MessageLog log;

    @Inject
    private Fixture fixture;

    private UserRef alice;
    private UserRef bob;

    private void meet() {
        alice = fixture.user();
        bob = fixture.user();
    }

    @Test
    void a_request_that_is_accepted_makes_contacts_of_both() {
        meet();
        contacts.step(alice, bob, Step.REQUEST, "We met");

        assertEquals(
                "We met",
                contacts.list(bob.id(), Set.of(Relation.INCOMING), 0, 10).get(0).text());
        contacts.step(bob, alice, Step.ACCEPT, null);

        for (UserRef one : List.of(alice, bob)) {
            assertEquals(
                    1, contacts.list(one.id(), Set.of(Relation.CONTACT), 0, 10).size());
        }
        refused(ErrorCode.CONFLICT, () -> contacts.step(alice, bob, Step.REQUEST, null));
        contacts.step(bob, alice, Step.REMOVE, null);
        assertEquals(Relation.NONE, contacts.between(alice.id(), bob.id()));
    }

    @Test
    void after_a_refusal_one_may_ask_again_and_after_a_block_not() {
        meet();
        contacts.step(alice, bob, Step.REQUEST, null);
        contacts.step(bob, alice, Step.REFUSE, null);
        contacts.step(alice, bob, Step.REQUEST, null);
        contacts.step(bob, alice, Step.BLOCK, null);

        refused(ErrorCode.FORBIDDEN, () -> contacts.step(alice, bob, Step.REQUEST, null));
        contacts.step(bob, alice, Step.UNBLOCK, null);
        assertEquals(
                Relation.REQUESTED,
                contacts.step(alice, bob, Step.REQUEST, null).mine());
    }

    @Test
    void two_who_ask_each_other_at_once_are_contacts() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            int done = atOnce(
                    () -> contacts.step(alice, bob, Step.REQUEST, null),
                    () -> contacts.step(bob, alice, Step.REQUEST, null));

            assertEquals(2, done);
            assertEquals(Relation.CONTACT, contacts.between(alice.id(), bob.id()));
        }
    }

    @Test
    void accepted_while_withdrawn_is_one_of_the_two() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            contacts.step(alice, bob, Step.REQUEST, null);
            int done = atOnce(
                    () -> contacts.step(alice, bob, Step.WITHDRAW, null),
                    () -> contacts.step(bob, alice, Step.ACCEPT, null));

            assertEquals(1, done);
        }
    }

    @Test
    void a_block_holds_whatever_the_other_one_does_at_the_same_time() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            atOnce(
                    () -> contacts.step(alice, bob, Step.REQUEST, null),
                    () -> contacts.step(bob, alice, Step.BLOCK, null));

            assertEquals(Relation.BLOCKED_BY, contacts.between(alice.id(), bob.id()));
        }
    }

    @Test
    void who_is_blocked_writes_no_more_and_who_blocks_still_does() {
        meet();
        long direct = fixture.direct(alice, bob);
        written(alice, direct);
        contacts.step(bob, alice, Step.BLOCK, null);

        Outcome outcome = log.append(List.of(fixture.text(alice, direct))).get(0);
        Refusal refusal = assertInstanceOf(Outcome.Refused.class, outcome).refusal();
        assertEquals(ErrorCode.FORBIDDEN, refusal.code());
        assertEquals(Optional.empty(), refusal.retryAfter());
        written(bob, direct);
        contacts.step(bob, alice, Step.UNBLOCK, null);
        written(alice, direct);
    }

    @Test
    void one_who_writes_while_being_blocked_is_heard_before_it_or_not_at_all() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            long direct = fixture.direct(alice, bob);
            Submission text = fixture.text(alice, direct);
            int done = atOnce(
                    () -> contacts.step(bob, alice, Step.BLOCK, null),
                    () -> log.append(List.of(text)).get(0) instanceof Outcome.Refused refused
                            ? refuse(refused.refusal())
                            : text);

            assertEquals(done - 1, fixture.stored(text).size());
            assertInstanceOf(
                    Outcome.Refused.class,
                    log.append(List.of(fixture.text(alice, direct))).get(0));
        }
    }

    /** There may be no conversation yet that could say who is silenced in it. */
    @Test
    void a_conversation_that_begins_while_somebody_blocks_knows_of_it() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            meet();
            int done = atOnce(
                    () -> contacts.step(bob, alice, Step.BLOCK, null), () -> conversations.createDirect(alice, bob));

            Optional<Long> begun = conversations.findDirect(alice, bob);
            assertEquals(begun.isPresent() ? 2 : 1, done);
            long direct = begun.orElseGet(() -> conversations.createDirect(bob, alice));
            assertInstanceOf(
                    Outcome.Refused.class,
                    log.append(List.of(fixture.text(alice, direct))).get(0));
            written(bob, direct);
        }
    }

    private void written(UserRef sender, long conversation) {
        assertInstanceOf(
                Outcome.Appended.class,
                log.append(List.of(fixture.text(sender, conversation))).get(0));
    }

    private static Object refuse(Refusal refusal) {
        throw refusal;
    }

    private static void refused(ErrorCode code, Runnable action) {
        assertEquals(code, assertThrows(Refusal.class, action::run).code());
    }

    private static int atOnce(Callable<?> one, Callable<?> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            int done = 0;
            for (Future<Boolean> result : threads.invokeAll(List.of(refusable(one), refusable(other)))) {
                done += result.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertTrue(done > 0);
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Boolean> refusable(Callable<?> action) {
        return () -> {
            try {
                action.call();
                return true;
            } catch (Refusal refusal) {
                return false;
            }
        };
    }
}
