package org.parley.conversation;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.ejb.EJBException;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.audit.Deed;
import org.parley.conversation.JoinState.Step;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Refusal;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** Requests to join that several people decide at the same moment: one outcome, and log and members agree. */
@InContainer
class JoinAtOnceIT {
    private static final int ROUNDS = 10;

    @Inject
    private MessageLog log;

    @Inject
    private JoinRequests requests;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Fixture fixture;

    @Test
    void two_who_accept_at_once_accept_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Scene scene = new Scene();
            int done = atOnce(() -> scene.accept(scene.owner), () -> scene.accept(scene.admin));

            assertEquals(1, done);
            assertEquals(1, entriesOf(scene, "accepted"));
            assertEquals(3, scene.members().count());
        }
    }

    @Test
    void who_is_accepted_while_withdrawing_is_in_or_out_but_not_both() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Scene scene = new Scene();
            int done = atOnce(() -> scene.accept(scene.owner), () -> {
                requests.withdraw(scene.group, scene.asker);
                return true;
            });

            assertEquals(1, done);
            assertEquals(
                    entriesOf(scene, "accepted") == 1,
                    scene.members().contains(scene.asker.id()),
                    "log and members agree");
            assertEquals(0, pending(scene));
        }
    }

    @Test
    void who_is_accepted_and_blocked_at_once_is_in_or_blocked_but_not_both() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Scene scene = new Scene();
            int done = atOnce(() -> scene.accept(scene.owner), () -> {
                requests.decide(scene.group, scene.admin, scene.asker, Step.BLOCK, Deed.ofServer("test", "", ""));
                return true;
            });

            assertEquals(1, done);
            assertNotEquals(scene.members().contains(scene.asker.id()), blocked(scene) == 1);
            assertEquals(0, pending(scene));
        }
    }

    @Test
    void who_asks_twice_at_once_has_asked_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Scene scene = new Scene();
            requests.withdraw(scene.group, scene.asker);
            Callable<Boolean> ask = () -> {
                requests.ask(scene.group, scene.asker, "please");
                return true;
            };

            assertEquals(2, atOnce(ask, ask));
            assertEquals(1, pending(scene));
        }
    }

    /** A group by approval of two who decide, and somebody who has asked. */
    private final class Scene {
        private final UserRef owner = fixture.user();
        private final UserRef admin = fixture.user();
        private final UserRef asker = fixture.user();
        private final long group = fixture.group(owner, admin);

        Scene() {
            log.append(List.of(
                    Submission.byServer(owner, group, Membership.joinMode("approval")),
                    Submission.byServer(
                            owner,
                            group,
                            new Membership(
                                    Event.ROLE,
                                    List.of(admin.handle()),
                                    java.util.Optional.empty(),
                                    java.util.Optional.of("admin")))));
            requests.ask(group, asker, "let me in");
        }

        boolean accept(UserRef by) {
            Membership accepted = Membership.of(Event.ACCEPTED, List.of(asker.handle()));
            return log.append(List.of(Submission.byServer(by, group, accepted))).get(0) instanceof Outcome.Appended;
        }

        Members members() {
            return directory.at(group, -1);
        }
    }

    private long entriesOf(Scene scene, String event) {
        return fixture.log(scene.group).stream()
                .filter(row -> row.content().contains("\"event\":\"" + event + "\""))
                .count();
    }

    private int pending(Scene scene) {
        return listed(scene, JoinState.PENDING);
    }

    private int blocked(Scene scene) {
        return listed(scene, JoinState.BLOCKED);
    }

    private int listed(Scene scene, JoinState state) {
        Member owner = new Member(scene.group, scene.owner.id(), Role.OWNER, 1);
        return requests.list(owner, state, 0, 10).size();
    }

    private static int atOnce(Callable<Boolean> one, Callable<Boolean> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            int done = 0;
            for (Future<Boolean> result : threads.invokeAll(List.of(refusable(one), refusable(other)))) {
                done += result.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Boolean> refusable(Callable<Boolean> action) {
        return () -> {
            try {
                return action.call();
            } catch (Refusal refusal) {
                return false;
            } catch (EJBException e) {
                throw new AssertionError("a refusal is an answer, and not a failure", e);
            }
        };
    }
}
