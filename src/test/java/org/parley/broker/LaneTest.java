package org.parley.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.parley.broker.MessageBroker.Published;
import org.parley.message.Submission;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.testing.LogLines;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LaneTest {
    private static final int CAPACITY = 10;
    private static final int BATCH = 4;

    private final ManualExecutor executor = new ManualExecutor();
    private final List<List<String>> batches = new ArrayList<>();
    private Consumer<List<Lane.Pending>> work = this::store;
    private final Lane lane = new Lane(CAPACITY, BATCH, Duration.ZERO, executor, batch -> work.accept(batch));

    /** Runs what it is given when the test says so. */
    private static final class ManualExecutor implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean rejecting;

        @Override
        public void execute(Runnable task) {
            if (rejecting) {
                throw new RejectedExecutionException("no thread");
            }
            tasks.add(task);
        }

        void run() {
            // A worker that is interrupted does not linger when nothing more waits.
            Thread.currentThread().interrupt();
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void what_waits_is_taken_in_its_order_in_batches_that_are_not_too_large() {
        List<CompletableFuture<Published>> results = offer(CAPACITY);

        executor.run();

        assertEquals(
                List.of(List.of("c0", "c1", "c2", "c3"), List.of("c4", "c5", "c6", "c7"), List.of("c8", "c9")),
                batches);
        results.forEach(result -> assertTrue(result.isDone() && !result.isCompletedExceptionally()));
        assertEquals(0, lane.depth());
    }

    @Test
    void there_is_one_worker_however_much_comes() {
        offer(CAPACITY);
        assertEquals(1, executor.tasks.size());

        executor.run();
        offer(1);
        assertEquals(1, executor.tasks.size());
    }

    @Test
    void when_the_lane_is_full_the_next_one_is_refused_and_the_others_are_not() {
        List<CompletableFuture<Published>> accepted = offer(CAPACITY);

        Refusal refusal = refusal(offered(submission("more")));

        assertEquals(ErrorCode.OVERLOADED, refusal.code());
        assertTrue(refusal.retryAfter()
                .filter(wait -> wait.compareTo(Duration.ZERO) > 0)
                .isPresent());
        accepted.forEach(result -> assertFalse(result.isDone()));
        executor.run();
        assertFalse(offered(submission("again")).isDone());
    }

    @Test
    void what_is_in_hand_counts() {
        List<CompletableFuture<Published>> meanwhile = new ArrayList<>();
        work = batch -> {
            if (batches.isEmpty()) {
                meanwhile.addAll(offer(CAPACITY));
            }
            store(batch);
        };
        offer(1);

        executor.run();

        assertEquals(
                1,
                meanwhile.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .count());
        assertEquals(ErrorCode.OVERLOADED, refusal(meanwhile.get(CAPACITY - 1)).code());
        assertEquals(0, lane.depth());
    }

    @Test
    void what_comes_while_the_worker_works_is_taken_by_the_same() {
        work = batch -> {
            if (batches.isEmpty()) {
                offered(submission("later"));
                assertEquals(0, executor.tasks.size());
            }
            store(batch);
        };
        offer(1);

        executor.run();

        assertEquals(List.of(List.of("c0"), List.of("later")), batches);
    }

    @Test
    void without_a_thread_senders_are_told_and_the_lane_recovers() {
        executor.rejecting = true;
        CompletableFuture<Published> refused;
        try (LogLines log = new LogLines(Lane.class)) {
            refused = offered(submission("c"));
            assertEquals(
                    List.of("WARNING The server has no thread for a lane; its messages were refused "
                            + "[conversation 1 cid c]"),
                    log.lines());
        }

        assertEquals(ErrorCode.OVERLOADED, refusal(refused).code());
        assertEquals(0, lane.depth());

        executor.rejecting = false;
        CompletableFuture<Published> accepted = offered(submission("d"));
        executor.run();
        assertTrue(accepted.isDone() && !accepted.isCompletedExceptionally());
    }

    @Test
    void work_that_fails_unforeseen_fails_those_without_an_outcome_alone() {
        work = batch -> {
            batch.get(0).result().complete(published());
            throw new IllegalStateException("unforeseen; this test makes it fail");
        };
        List<CompletableFuture<Published>> results = offer(2);
        try (LogLines log = new LogLines(Lane.class)) {
            executor.run();
            assertEquals(
                    List.of("SEVERE A batch failed in a way that nobody foresaw "
                            + "[conversation 1 cid c0, conversation 1 cid c1]"),
                    log.lines());
        }

        assertFalse(results.get(0).isCompletedExceptionally());
        Refusal refusal = refusal(results.get(1));
        assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
        assertTrue(refusal.retryAfter().isPresent());

        work = this::store;
        List<CompletableFuture<Published>> next = offer(1);
        executor.run();
        assertFalse(next.get(0).isCompletedExceptionally());
    }

    @Test
    void closing_waits_for_what_was_accepted_and_refuses_what_comes_later() {
        List<CompletableFuture<Published>> accepted = offer(6);

        CompletableFuture<Void> idle = lane.close();
        CompletableFuture<Published> late = offered(submission("late"));

        Refusal refusal = refusal(late);
        assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
        assertTrue(refusal.retryAfter().isPresent());
        assertFalse(idle.isDone());
        executor.run();
        assertTrue(idle.isDone());
        accepted.forEach(result -> assertFalse(result.isCompletedExceptionally()));
    }

    @Test
    void an_empty_lane_is_idle_as_soon_as_it_is_closed() {
        assertTrue(lane.close().isDone());
        refusal(offered(submission("late")));
        assertEquals(0, lane.depth());
    }

    @Test
    void those_who_come_close_to_each_other_share_a_batch_that_begins_with_the_last_of_them() {
        Lane sociable =
                new Lane(CAPACITY, BATCH, Duration.ofSeconds(60), task -> new Thread(task).start(), this::store);
        offered(sociable, "first").orTimeout(20, TimeUnit.SECONDS).join();

        List<CompletableFuture<Published>> together =
                Stream.of("a", "b", "c").map(cid -> offered(sociable, cid)).toList();
        together.forEach(result -> result.orTimeout(20, TimeUnit.SECONDS).join());

        assertEquals(List.of(List.of("first"), List.of("a", "b", "c")), batches);
    }

    @Test
    void who_stays_alone_waits_no_longer_than_the_setting_says() {
        Lane sociable =
                new Lane(CAPACITY, BATCH, Duration.ofMillis(200), task -> new Thread(task).start(), this::store);
        for (String cid : List.of("a", "b", "c")) {
            offered(sociable, cid).orTimeout(5, TimeUnit.SECONDS).join();
        }
        assertEquals(List.of(List.of("a"), List.of("b"), List.of("c")), batches);
        sociable.close().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<Published> offered(Submission submission) {
        return offered(lane, submission);
    }

    private static CompletableFuture<Published> offered(Lane to, String cid) {
        return offered(to, submission(cid));
    }

    private static CompletableFuture<Published> offered(Lane to, Submission submission) {
        CompletableFuture<Published> result = new CompletableFuture<>();
        to.offer(new Lane.Pending(submission, result));
        return result;
    }

    private List<CompletableFuture<Published>> offer(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> offered(submission("c" + i)))
                .toList();
    }

    private void store(List<Lane.Pending> batch) {
        batches.add(batch.stream().map(pending -> pending.submission().cid()).toList());
        batch.forEach(pending -> pending.result().complete(published()));
    }

    private static Published published() {
        return new Published(1, Optional.of(1L), Optional.empty());
    }

    private static Submission submission(String cid) {
        return new Submission(
                new UserRef(1, "alice", "Alice"),
                1,
                cid,
                new Text("hi", Optional.empty(), List.of()),
                "{\"text\":\"hi\"}",
                Optional.empty());
    }

    private static Refusal refusal(CompletableFuture<Published> result) {
        assertTrue(result.isDone(), "at once");
        return (Refusal) assertThrows(CompletionException.class, result::join).getCause();
    }
}
