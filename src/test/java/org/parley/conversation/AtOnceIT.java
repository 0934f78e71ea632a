package org.parley.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Content;
import org.parley.protocol.Membership;
import org.parley.protocol.Membership.Event;
import org.parley.protocol.Text;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.Fixture.Row;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** People of a group who act at the same moment, each in a transaction of their own, as on two nodes. */
@InContainer
class AtOnceIT {
    private static final int ROUNDS = 15;

    @Inject
    private MessageLog log;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Fixture fixture;

    @Test
    void an_owner_who_hands_over_to_two_at_once_hands_over_to_one() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<UserRef> people = fixture.users(3);
            UserRef owner = people.get(0);
            long group = fixture.group(owner, people);

            List<Outcome> outcomes =
                    atOnce(group, owner, role(people.get(1), "owner"), owner, role(people.get(2), "owner"));

            assertEquals(1, appended(outcomes));
            assertEquals(1, count(group, Role.OWNER));
            assertEquals(1, count(group, Role.ADMIN));
        }
    }

    @Test
    void a_new_owner_and_the_old_one_who_act_on_each_other_at_once_leave_one_owner() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<UserRef> people = fixture.users(3);
            UserRef old = people.get(0);
            UserRef next = people.get(1);
            long group = fixture.group(old, people);

            // The second is allowed only if the first came first.
            atOnce(group, old, role(next, "owner"), next, Membership.of(Event.REMOVED, List.of(old.handle())));

            assertEquals(1, count(group, Role.OWNER));
            assertTrue(directory.at(group, -1).contains(next.id()));
        }
    }

    @Test
    void two_who_add_the_same_person_at_once_add_them_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<UserRef> people = fixture.users(2);
            UserRef newcomer = fixture.user();
            long group = fixture.group(people.get(0), people);
            log.append(List.of(Submission.byServer(people.get(0), group, role(people.get(1), "admin"))));
            Membership add = Membership.of(Event.JOINED, List.of(newcomer.handle()));

            List<Outcome> outcomes = atOnce(group, people.get(0), add, people.get(1), add);

            assertEquals(1, appended(outcomes));
            assertEquals(3, directory.at(group, -1).count());
        }
    }

    @Test
    void one_who_leaves_while_being_removed_is_gone_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<UserRef> people = fixture.users(2);
            UserRef leaving = people.get(1);
            long group = fixture.group(people.get(0), people);

            List<Outcome> outcomes = atOnce(
                    group,
                    people.get(0),
                    Membership.of(Event.REMOVED, List.of(leaving.handle())),
                    leaving,
                    Membership.of(Event.LEFT, List.of(leaving.handle())));

            assertEquals(1, appended(outcomes));
            assertEquals(1, directory.at(group, -1).count());
        }
    }

    @Test
    void one_who_writes_while_being_removed_is_heard_before_it_or_not_at_all() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<UserRef> people = fixture.users(2);
            UserRef removed = people.get(1);
            long group = fixture.group(people.get(0), people);

            List<Outcome> outcomes = atOnce(
                    group,
                    people.get(0),
                    Membership.of(Event.REMOVED, List.of(removed.handle())),
                    removed,
                    new Text("wait", Optional.empty(), List.of()));

            List<Row> entries = fixture.log(group);
            assertEquals(appended(outcomes), entries.size());
            assertEquals(people.get(0).id(), entries.get(entries.size() - 1).sender());
        }
    }

    private List<Outcome> atOnce(long group, UserRef one, Content ones, UserRef other, Content others)
            throws Exception {
        List<Callable<Outcome>> both = List.of(() -> append(one, group, ones), () -> append(other, group, others));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> outcome : threads.invokeAll(both)) {
                outcomes.add(outcome.get(30, TimeUnit.SECONDS));
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private Outcome append(UserRef actor, long group, Content content) {
        return log.append(List.of(Submission.byServer(actor, group, content))).get(0);
    }

    private static Membership role(UserRef user, String role) {
        return new Membership(Event.ROLE, List.of(user.handle()), Optional.empty(), Optional.of(role));
    }

    private static long appended(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome.Appended.class::isInstance).count();
    }

    /** As the database has them. */
    private long count(long group, Role role) {
        return directory.at(group, -1).roles().values().stream()
                .filter(role::equals)
                .count();
    }
}
