package org.parley.call;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.call.Call.Parties;
import org.parley.call.CallStore.After;
import org.parley.protocol.Refusal;
import org.parley.protocol.SignalEvent;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** People who call, answer and end calls at the same moment: nodes know nothing of each other but these transactions. */
@InContainer
class CallsAtOnceIT {
    private static final int ROUNDS = 20;

    @Inject
    private CallStore calls;

    @Inject
    private Fixture fixture;

    @Test
    void two_who_call_each_other_at_once_are_in_one_call() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UserRef alice = fixture.user();
            UserRef bob = fixture.user();
            List<Optional<After>> both = atOnce(() -> invite(alice, bob), () -> invite(bob, alice));

            After hers = both.get(0).orElseThrow();
            After his = both.get(1).orElseThrow();
            assertEquals(hers.call(), his.call());
            assertEquals(hers.parties(), his.parties());
            assertEquals(Set.of(CallState.RINGING, CallState.ACTIVE), Set.of(hers.state(), his.state()));
            After second = hers.state() == CallState.ACTIVE ? hers : his;
            long answering = second == hers ? alice.id() : bob.id();
            assertEquals(answering, second.parties().callee(), "the first is the caller, the second answers");
            assertEquals(CallState.ENDED, hangUp(second).state());
        }
    }

    @Test
    void of_two_who_call_the_same_person_at_once_one_finds_them_busy() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UserRef alice = fixture.user();
            UserRef bob = fixture.user();
            UserRef carol = fixture.user();
            List<Optional<After>> both = atOnce(() -> invite(alice, carol), () -> invite(bob, carol));

            assertEquals(
                    Set.of(CallState.RINGING, CallState.ENDED),
                    Set.of(
                            both.get(0).orElseThrow().state(),
                            both.get(1).orElseThrow().state()));
        }
    }

    @Test
    void who_calls_back_while_the_call_is_cancelled_answers_it_or_begins_one() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UserRef alice = fixture.user();
            UserRef bob = fixture.user();
            After hers = invite(alice, bob);
            List<Optional<After>> both = atOnce(
                    () -> calls.step(hers.call(), alice.id(), SignalEvent.CANCEL, false), () -> invite(bob, alice));

            After his = both.get(1).orElseThrow();
            boolean cancelled = both.get(0).isPresent();
            assertEquals(cancelled ? CallState.RINGING : CallState.ACTIVE, his.state());
            assertEquals(!cancelled, his.call().equals(hers.call()));
        }
    }

    @Test
    void a_late_device_hears_that_it_rings_before_anybody_hears_that_it_was_answered() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UserRef alice = fixture.user();
            UserRef bob = fixture.user();
            After call = invite(alice, bob);
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            atOnce(
                    () -> {
                        calls.whileRinging(List.of(bob.id()), ringing -> heard.add("invite"));
                        return call;
                    },
                    () -> {
                        After accepted = calls.step(call.call(), bob.id(), SignalEvent.ACCEPT, false);
                        heard.add("accept");
                        return accepted;
                    });

            List<String> order = List.copyOf(heard);
            assertTrue(order.equals(List.of("accept")) || order.equals(List.of("invite", "accept")), order.toString());
            calls.whileRinging(List.of(bob.id()), ringing -> heard.add("invite after all"));
            assertEquals(order, List.copyOf(heard));
        }
    }

    private After invite(UserRef caller, UserRef callee) {
        return calls.invite(UUID.randomUUID().toString(), new Parties(caller.id(), callee.id(), 1, false));
    }

    private After hangUp(After call) {
        return calls.step(call.call(), call.parties().caller(), SignalEvent.HANGUP, false);
    }

    /** @return empty for who was refused */
    private static List<Optional<After>> atOnce(Callable<After> one, Callable<After> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            var results = threads.invokeAll(List.of(refusable(one), refusable(other)));
            return List.of(
                    results.get(0).get(30, TimeUnit.SECONDS), results.get(1).get(30, TimeUnit.SECONDS));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Optional<After>> refusable(Callable<After> action) {
        return () -> {
            try {
                return Optional.of(action.call());
            } catch (Refusal refusal) {
                return Optional.empty();
            }
        };
    }
}
