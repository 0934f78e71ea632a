package org.parley.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.parley.broker.MessageBroker.Published;
import org.parley.delivery.ConnectionRegistry;
import org.parley.message.Submission;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Refusal;
import org.parley.testing.Await;
import org.parley.testing.container.DatabaseServer;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.Fixture.Row;
import org.parley.testing.container.OnlyOnMariaDb;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What {@link MessageBroker} promises. Every broker runs all of it inside the server, on the real log.
 *
 * <p>A broker may complete {@code publish} before the message has its place in the log, if it can no longer be lost:
 * such a one overrides {@link #tellsPlace()}. What the log then holds is the same, so it is waited for here, always.
 */
interface MessageBrokerContract {
    Duration LIMIT = Duration.ofSeconds(90);

    /** The broker that the server runs with. */
    MessageBroker broker();

    /** A broker of its own, on the same log, that is stopped by the test that asks for it. */
    MessageBroker brokerToStop();

    /** How many messages of one conversation it takes, at the very most, while nothing can be stored. */
    int bound();

    /** Whether the message is where it can't be lost any more, seen with another connection. */
    boolean isDurable(Submission submission);

    /** Whether {@link Published} carries seq and time, and the place of the first one if the message is known. */
    default boolean tellsPlace() {
        return true;
    }

    Fixture fixture();

    ConnectionRegistry connections();

    // Durable.

    @Test
    default void a_message_is_durable_before_its_sender_is_told() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        List<CompletionStage<Boolean>> durable = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Submission text = fixture().text(alice, conversation);
            // Asked by the thread that tells.
            durable.add(broker().publish(text).thenApply(published -> isDurable(text)));
        }
        for (CompletionStage<Boolean> answer : durable) {
            assertTrue(get(answer));
        }
    }

    @Test
    default void the_senders_words_are_stored_as_they_were_sent() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        Submission text = fixture().text(alice, conversation);

        Published published = get(broker().publish(text));

        assertEquals(conversation, published.conversation());
        assertEquals(List.of(new Row(1, alice.id(), text.cid(), text.contentJson())), awaitLog(conversation, 1));
        if (tellsPlace()) {
            assertEquals(Optional.of(1L), published.seq());
            Instant at = published.at().orElseThrow();
            assertTrue(Duration.between(at, Instant.now()).abs().toSeconds() < 60, at.toString());
        }
    }

    // Once.

    @Test
    default void the_same_message_again_is_the_same_entry() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        Submission text = fixture().text(alice, conversation);

        Published first = get(broker().publish(text));
        get(broker().publish(fixture().text(alice, conversation)));
        Published again = get(broker().publish(text));

        assertEquals(2, awaitLog(conversation, 2).size());
        if (tellsPlace()) {
            assertEquals(first, again);
        }
    }

    @Test
    default void the_same_message_from_many_threads_at_once_is_one_entry() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        List<Submission> texts = texts(alice, conversation, 100);

        List<List<Published>> answers = concurrently(8, publisher -> {
            List<CompletionStage<Published>> stages = new ArrayList<>();
            texts.forEach(text -> stages.add(broker().publish(text)));
            return getAll(stages);
        });

        assertEquals(
                texts.stream().map(Submission::cid).collect(Collectors.toSet()), cids(awaitLog(conversation, 100)));
        assertGapless(awaitLog(conversation, 100));
        if (tellsPlace()) {
            answers.forEach(answer -> assertEquals(answers.get(0), answer));
        }
    }

    @Test
    default void the_same_message_several_times_in_a_batch_is_one_entry() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        Submission text = fixture().text(alice, conversation);
        List<CompletionStage<Published>> stages = new ArrayList<>();
        fixture().whileHeld(conversation, () -> {
            // Whatever the worker took first, the others gather.
            for (int i = 0; i < 10; i++) {
                stages.add(broker().publish(text));
            }
        });

        List<Published> answers = getAll(stages);

        assertEquals(1, awaitLog(conversation, 1).size());
        if (tellsPlace()) {
            assertEquals(1, Set.copyOf(answers).size());
        }
    }

    /** The sender and the cid are the message's identity, wherever it goes. */
    @Test
    default void the_same_cid_to_two_conversations_at_once_is_one_entry() throws Exception {
        UserRef alice = fixture().user();
        List<Long> conversations = IntStream.range(0, 4)
                .mapToObj(i -> fixture().direct(alice, fixture().user()))
                .toList();
        for (int round = 0; round < 25; round++) {
            String cid = fixture().text(alice, 0).cid();
            List<Published> answers = concurrently(
                    4, publisher -> get(broker().publish(fixture().text(alice, conversations.get(publisher), cid))));

            awaitStored(fixture().text(alice, 0, cid));
            if (tellsPlace()) {
                assertEquals(1, Set.copyOf(answers).size(), answers.toString());
            }
        }
        conversations.forEach(conversation -> assertGapless(fixture().log(conversation)));
        assertEquals(
                25,
                conversations.stream()
                        .mapToInt(conversation -> fixture().log(conversation).size())
                        .sum());
    }

    @Test
    default void the_same_cid_of_two_senders_is_two_entries() throws Exception {
        UserRef alice = fixture().user();
        UserRef bob = fixture().user();
        long conversation = fixture().direct(alice, bob);
        Submission hers = fixture().text(alice, conversation);

        get(broker().publish(hers));
        get(broker().publish(fixture().text(bob, conversation, hers.cid())));

        assertEquals(
                List.of(alice.id(), bob.id()),
                awaitLog(conversation, 2).stream().map(Row::sender).toList());
    }

    // In order.

    @Test
    default void a_senders_messages_are_logged_in_the_order_in_which_they_were_published() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        List<Submission> texts = texts(alice, conversation, 500);

        List<Published> answers = getAll(texts.stream().map(broker()::publish).toList());

        List<Row> log = awaitLog(conversation, 500);
        assertGapless(log);
        assertEquals(
                texts.stream().map(Submission::cid).toList(),
                log.stream().map(Row::cid).toList());
        if (tellsPlace()) {
            assertEquals(
                    LongStream.rangeClosed(1, 500).boxed().toList(),
                    answers.stream().map(answer -> answer.seq().orElseThrow()).toList());
        }
    }

    @Test
    default void many_publishers_of_a_conversation_keep_each_their_order() throws Exception {
        List<UserRef> people = fixture().users(8);
        long group = fixture().group(people.get(0), people);
        Map<Long, List<String>> said = new HashMap<>();
        Map<Long, List<Submission>> texts = new HashMap<>();
        for (UserRef person : people) {
            List<Submission> own = texts(person, group, 100);
            texts.put(person.id(), own);
            said.put(person.id(), own.stream().map(Submission::cid).toList());
        }

        concurrently(
                8,
                publisher -> getAll(texts.get(people.get(publisher).id()).stream()
                        .map(broker()::publish)
                        .toList()));

        List<Row> log = awaitLog(group, 800);
        assertGapless(log);
        assertEquals(
                said,
                log.stream()
                        .collect(
                                Collectors.groupingBy(Row::sender, Collectors.mapping(Row::cid, Collectors.toList()))));
    }

    @Test
    default void several_conversations_at_once_have_each_their_own_order() throws Exception {
        UserRef alice = fixture().user();
        List<Long> conversations = IntStream.range(0, 20)
                .mapToObj(i -> fixture().direct(alice, fixture().user()))
                .toList();
        Map<Long, List<String>> said = new HashMap<>();
        List<CompletionStage<Published>> stages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (long conversation : conversations) {
                Submission text = fixture().text(alice, conversation);
                said.computeIfAbsent(conversation, id -> new ArrayList<>()).add(text.cid());
                stages.add(broker().publish(text));
            }
        }

        getAll(stages);

        for (long conversation : conversations) {
            List<Row> log = awaitLog(conversation, 20);
            assertGapless(log);
            assertEquals(said.get(conversation), log.stream().map(Row::cid).toList());
        }
    }

    // To the members, and to nobody else.

    @Test
    default void every_member_gets_everything_in_the_order_of_the_log_and_others_get_nothing() throws Exception {
        List<UserRef> people = fixture().users(4);
        UserRef stranger = fixture().user();
        long group = fixture().group(people.get(0), people);
        List<RecordingConnection> devices = people.stream()
                .flatMap(person -> List.of(connect(person), connect(person)).stream())
                .toList();
        RecordingConnection strangers = connect(stranger);

        concurrently(
                4,
                publisher -> getAll(texts(people.get(publisher), group, 50).stream()
                        .map(broker()::publish)
                        .toList()));

        List<Long> all = LongStream.rangeClosed(1, 200).boxed().toList();
        for (RecordingConnection device : devices) {
            Await.until("everything arrived", LIMIT, () -> device.seqs(group).size() >= 200);
            assertEquals(all, device.seqs(group));
        }
        assertEquals(List.of(), strangers.frames());
        devices.forEach(connections()::remove);
        connections().remove(strangers);
    }

    @Test
    default void a_known_message_is_not_delivered_again() throws Exception {
        UserRef alice = fixture().user();
        UserRef bob = fixture().user();
        long conversation = fixture().direct(alice, bob);
        RecordingConnection his = connect(bob);
        Submission text = fixture().text(alice, conversation);

        for (int i = 0; i < 3; i++) {
            get(broker().publish(text));
        }
        get(broker().publish(fixture().text(alice, conversation)));

        Await.until("the last one arrived", LIMIT, () -> his.seqs(conversation).contains(2L));
        assertEquals(List.of(1L, 2L), his.seqs(conversation));
        connections().remove(his);
    }

    /** The acknowledgement tells it all, where it tells the place; the sender's other devices need the message. */
    @Test
    default void the_sending_connection_gets_no_copy_and_the_senders_others_get_it_with_its_cid() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        RecordingConnection sending = connect(alice);
        RecordingConnection other = connect(alice);
        Submission text = fixture().text(alice, conversation);

        get(broker().publish(new Submission(
                text.sender(),
                conversation,
                text.cid(),
                text.content(),
                text.contentJson(),
                Optional.of(sending.id()))));

        Await.until("it arrived", LIMIT, () -> other.seqs(conversation).equals(List.of(1L)));
        String frame = other.lastFrame().orElseThrow();
        assertTrue(frame.contains("\"cid\":\"" + text.cid() + "\""), frame);
        if (tellsPlace()) {
            assertEquals(List.of(), sending.frames());
        }
        connections().remove(sending);
        connections().remove(other);
    }

    @Test
    default void who_was_removed_gets_nothing_from_then_on() throws Exception {
        UserRef alice = fixture().user();
        UserRef bob = fixture().user();
        UserRef carol = fixture().user();
        long group = fixture().group(alice, bob, carol);
        RecordingConnection his = connect(bob);
        RecordingConnection hers = connect(carol);

        get(broker().publish(fixture().text(alice, group)));
        get(broker().publish(Submission.byServer(
                alice, group, Membership.of(Membership.Event.REMOVED, List.of(bob.handle())))));
        get(broker().publish(fixture().text(alice, group)));

        Await.until("all three arrived", LIMIT, () -> hers.seqs(group).contains(3L));
        assertEquals(List.of(1L), his.seqs(group));
        Await.until("he was told that it is gone for him", LIMIT, () -> his.frames().stream()
                .anyMatch(frame -> frame.contains("\"gone\":true")));
        connections().remove(his);
        connections().remove(hers);
    }

    // Nothing in silence.

    @Test
    default void who_is_no_member_is_told_so_and_others_are_not_disturbed() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        UserRef stranger = fixture().user();
        List<CompletionStage<Published>> good = new ArrayList<>();
        List<CompletionStage<Published>> bad = new ArrayList<>();
        List<CompletionStage<Published>> lost = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            good.add(broker().publish(fixture().text(alice, conversation)));
            bad.add(broker().publish(fixture().text(stranger, conversation)));
            lost.add(broker().publish(fixture().text(alice, Long.MAX_VALUE)));
        }

        assertEquals(20, getAll(good).size());
        bad.forEach(stage -> assertRefused(ErrorCode.FORBIDDEN, stage));
        lost.forEach(stage -> assertRefused(ErrorCode.NOT_FOUND, stage));
        assertGapless(awaitLog(conversation, 20));
    }

    @Test
    default void a_message_that_the_database_refuses_fails_alone() throws Exception {
        UserRef alice = fixture().user();
        UserRef bob = fixture().user();
        long group = fixture().group(alice, bob);
        List<String> said = new ArrayList<>();
        List<CompletionStage<Published>> good = new ArrayList<>();
        List<CompletionStage<Published>> poisonous = new ArrayList<>();
        fixture().whileHeld(group, () -> {
            for (int i = 0; i < 60; i++) {
                if (i % 20 == 7) {
                    poisonous.add(broker().publish(fixture().poison(alice, group)));
                } else {
                    Submission text = fixture().text(alice, group);
                    said.add(text.cid());
                    good.add(broker().publish(text));
                }
            }
        });

        getAll(good);
        for (CompletionStage<Published> stage : poisonous) {
            Refusal refusal = refusal(stage);
            assertEquals(Optional.empty(), refusal.retryAfter(), "trying again is of no use");
            assertFalse(refusal.detail().contains("parley_"), "no word of tables: " + refusal.detail());
        }
        List<Row> log = awaitLog(group, 57);
        assertGapless(log);
        assertEquals(said, log.stream().map(Row::cid).toList());
    }

    @Test
    default void when_too_much_waits_senders_are_told_and_nobody_is_held_up() throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        List<Submission> texts = texts(alice, conversation, bound() + 100);
        Map<String, CompletionStage<Published>> stages = new HashMap<>();
        fixture().whileHeld(conversation, () -> {
            long start = System.nanoTime();
            texts.forEach(text -> stages.put(text.cid(), broker().publish(text)));
            assertTrue(System.nanoTime() - start < atOnce().toNanos(), "publish does not wait");
        });

        List<String> refused = new ArrayList<>();
        for (Submission text : texts) {
            try {
                get(stages.get(text.cid()));
            } catch (Refusal refusal) {
                assertEquals(ErrorCode.OVERLOADED, refusal.code());
                assertTrue(refusal.retryAfter().isPresent());
                refused.add(text.cid());
            }
        }
        assertTrue(refused.size() >= 100, refused.size() + " were refused");
        List<String> logged = texts.stream()
                .map(Submission::cid)
                .filter(cid -> !refused.contains(cid))
                .toList();
        assertEquals(
                logged,
                awaitLog(conversation, logged.size()).stream().map(Row::cid).toList());

        // Once there is room again, the same is taken.
        Submission again = texts.stream()
                .filter(text -> refused.contains(text.cid()))
                .findFirst()
                .orElseThrow();
        get(broker().publish(again));
        awaitStored(again);
    }

    @Test
    @OnlyOnMariaDb
    default void without_a_database_nothing_is_acknowledged_and_afterwards_nothing_is_missing_or_double()
            throws Exception {
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        List<Submission> before = texts(alice, conversation, 100);
        getAll(before.stream().map(broker()::publish).toList());
        List<Submission> during = texts(alice, conversation, 20);

        DatabaseServer.duringOutage(() -> {
            List<CompletionStage<Published>> stages =
                    during.stream().map(broker()::publish).toList();
            // A broker that keeps messages safe elsewhere may accept them; it then stores them afterwards.
            if (tellsPlace()) {
                stages.forEach(stage -> assertTrue(
                        assertRefused(ErrorCode.UNAVAILABLE, stage).retryAfter().isPresent()));
            }
        });

        for (Submission text : during) {
            publishUntilAccepted(text);
        }
        List<Row> log = awaitLog(conversation, 120);
        assertGapless(log);
        assertEquals(
                before.stream().map(Submission::cid).toList(),
                log.subList(0, 100).stream().map(Row::cid).toList());
        assertEquals(during.stream().map(Submission::cid).collect(Collectors.toSet()), cids(log.subList(100, 120)));
    }

    // Clean stop.

    @Test
    default void stop_finishes_what_was_accepted_and_refuses_what_comes_later() throws Exception {
        MessageBroker stopping = brokerToStop();
        UserRef alice = fixture().user();
        long conversation = fixture().direct(alice, fixture().user());
        List<Submission> texts = texts(alice, conversation, 400);
        List<CompletionStage<Published>> stages = Collections.synchronizedList(new ArrayList<>());
        int unanswered = concurrently(2, thread -> {
                    if (thread == 0) {
                        texts.forEach(text -> stages.add(stopping.publish(text)));
                        return 0;
                    }
                    Await.until("something was published", LIMIT, () -> stages.size() > 20);
                    stopping.stop();
                    // Whatever was accepted until now has its outcome.
                    return (int) List.copyOf(stages).stream()
                            .filter(stage -> !stage.toCompletableFuture().isDone())
                            .count();
                })
                .get(1);

        assertEquals(0, unanswered);
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                get(stages.get(i));
                stored.add(texts.get(i).cid());
            } catch (Refusal refusal) {
                assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
                assertTrue(refusal.retryAfter().isPresent());
            }
        }
        assertTrue(stored.size() > 20);
        assertEquals(
                stored,
                awaitLog(conversation, stored.size()).stream().map(Row::cid).toList());
        assertRefused(ErrorCode.UNAVAILABLE, stopping.publish(fixture().text(alice, conversation)));
    }

    // What the above is said with.

    /** The embedded database has whoever waits for a row give up after two seconds: nothing may last longer there. */
    private static Duration atOnce() {
        return Duration.ofSeconds(DatabaseServer.isMariaDb() ? 20 : 2);
    }

    default RecordingConnection connect(UserRef user) {
        RecordingConnection connection = new RecordingConnection(user);
        connections().add(connection);
        return connection;
    }

    private List<Submission> texts(UserRef sender, long conversation, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> fixture().text(sender, conversation))
                .toList();
    }

    private void publishUntilAccepted(Submission text) {
        Await.until("it was accepted", LIMIT, () -> {
            try {
                get(broker().publish(text));
                return true;
            } catch (Refusal refusal) {
                assertTrue(refusal.retryAfter().isPresent());
                return false;
            }
        });
    }

    /** @return the log, once it is so long; it must not become longer */
    private List<Row> awaitLog(long conversation, int size) {
        Await.until(
                "the log has " + size + " entries",
                LIMIT,
                () -> fixture().log(conversation).size() >= size);
        List<Row> log = fixture().log(conversation);
        assertEquals(size, log.size());
        return log;
    }

    private void awaitStored(Submission text) {
        Await.until("it was stored", LIMIT, () -> fixture().stored(text).size() == 1);
    }

    private static Set<String> cids(List<Row> log) {
        return log.stream().map(Row::cid).collect(Collectors.toSet());
    }

    private static void assertGapless(List<Row> log) {
        assertEquals(
                LongStream.rangeClosed(1, log.size()).boxed().toList(),
                log.stream().map(Row::seq).toList());
    }

    private static <T> List<T> getAll(List<? extends CompletionStage<T>> stages) throws Exception {
        List<T> results = new ArrayList<>();
        for (CompletionStage<T> stage : stages) {
            results.add(get(stage));
        }
        return results;
    }

    private static <T> T get(CompletionStage<T> stage) throws InterruptedException, TimeoutException {
        try {
            return stage.toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new AssertionError("not a refusal", e.getCause());
        }
    }

    private static Refusal refusal(CompletionStage<Published> stage) {
        return assertThrows(Refusal.class, () -> get(stage));
    }

    private static Refusal assertRefused(ErrorCode code, CompletionStage<Published> stage) {
        Refusal refusal = refusal(stage);
        assertEquals(code, refusal.code());
        return refusal;
    }

    /** What a thread of {@link #concurrently} does. */
    @FunctionalInterface
    interface Work<T> {
        T of(int thread) throws Exception;
    }

    private static <T> List<T> concurrently(int threads, Work<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            IntFunction<Callable<T>> task = thread -> () -> work.of(thread);
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(
                    IntStream.range(0, threads).mapToObj(task).toList())) {
                results.add(result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
