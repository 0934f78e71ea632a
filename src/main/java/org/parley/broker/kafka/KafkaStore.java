package org.parley.broker.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.broker.AfterCommit;
import org.parley.broker.LogWriter;
import org.parley.broker.Progress;
import org.parley.broker.kafka.Submissions.Received;
import org.parley.jpa.SchemaReady;
import org.parley.message.Outcome;
import org.parley.message.Refusals;
import org.parley.message.Submission;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.timer.Timers;
import org.parley.timer.Workers;

/**
 * Brings records into the log: a worker for each lane takes what waits, appends it in one transaction, hands what was
 * appended over to all nodes, and then is done with it. What comes again, because a node was killed or partitions moved
 * in between, the log knows, and it is handed over once more; nodes that were told already pass over it.
 *
 * <p>While the database is away a worker tries again and again, and holds what it has, in its order.
 */
@ApplicationScoped
class KafkaStore {
    private static final Logger LOG = Logger.getLogger(KafkaStore.class.getName());
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** After the broker, which waits for the outcomes of what it accepted; the connector closes its channels at 50. */
    private static final int BEFORE_THE_CHANNELS = 20;

    /** Attempts to append what was promised and is refused, before it becomes a dead letter. */
    private static final int ATTEMPTS = 3;

    /**
     * What the log knows and was appended before its record was made is an older message that its sender sent again,
     * which was told then. The allowance is for clocks that differ.
     */
    private static final Duration REDELIVERED_WITHIN = Duration.ofMinutes(1);

    /** Longer than a record waits to be delivered again, however long all nodes were away. */
    private static final Duration REFUSALS_KEPT = Duration.ofDays(30);

    private static final Duration REFUSALS_CLEARED_EVERY = Duration.ofHours(1);

    private static final Refusal BEYOND_THIS_NODE =
            new Refusal(ErrorCode.UNAVAILABLE, "The servers are being upgraded; try again.", Duration.ofSeconds(5));

    /** A record that was read, until it is done. */
    private static final class Work {
        private final Received received;
        private final Accepted accepted;
        private final Submission submission;
        private int refused;

        Work(Received received, Accepted accepted) {
            this.received = received;
            this.accepted = accepted;
            this.submission = accepted.toStore();
        }

        Received received() {
            return received;
        }

        Accepted accepted() {
            return accepted;
        }

        Submission submission() {
            return submission;
        }

        /** @return whether the database refused it so often that it will not take it */
        boolean refusedOnceTooOften() {
            refused++;
            return refused >= ATTEMPTS;
        }
    }

    /**
     * What others are to be told of a message.
     *
     * @param submission the message; empty if its record can't be read
     */
    private record Telling(Optional<Submission> submission, Supplier<CompletionStage<?>> action) {
        static Telling of(Submission submission, Supplier<CompletionStage<?>> action) {
            return new Telling(Optional.of(submission), action);
        }
    }

    @Inject
    private Workers executor;

    @Inject
    private Submissions submissions;

    @Inject
    private LogWriter writer;

    @Inject
    private Refusals refusals;

    @Inject
    private Timers timers;

    @Inject
    private Clock clock;

    @Inject
    private AfterCommit afterCommit;

    @Inject
    private KafkaDistribution distribution;

    @Inject
    private DeadLetters deadLetters;

    @Inject
    private Progress progress;

    @Inject
    private MeterRegistry metrics;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile List<CompletableFuture<Void>> workers = List.of();
    private DistributionSummary batchSizes;

    @PostConstruct
    void measure() {
        batchSizes = DistributionSummary.builder("parley.batch.size")
                .description("Messages stored in one transaction")
                .publishPercentileHistogram()
                .register(metrics);
    }

    void start(@Observes SchemaReady event) {
        List<CompletableFuture<Void>> started = new ArrayList<>();
        for (int lane = 0; lane < submissions.lanes(); lane++) {
            int number = lane;
            started.add(CompletableFuture.runAsync(() -> work(number), executor));
        }
        workers = started;
        submissions.open();
        timers.every(REFUSALS_CLEARED_EVERY, this::forgetOldRefusals);
    }

    private void forgetOldRefusals() {
        try {
            refusals.forgetBefore(clock.instant().minus(REFUSALS_KEPT));
        } catch (EJBException e) {
            LOG.log(Level.FINE, "What was refused long ago could not be forgotten; tried again later", e);
        }
    }

    /** Takes no more, and returns when what is in hand is done, or is left to another node. */
    void stop(@Observes @Priority(BEFORE_THE_CHANNELS) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        submissions.close();
        stopping.countDown();
        try {
            CompletableFuture.allOf(workers.toArray(CompletableFuture<?>[]::new))
                    .get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.log(Level.WARNING, "Stopped while messages were being stored; another node stores them", e);
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void work(int lane) {
        while (!stopped()) {
            try {
                finish(submissions.take(lane));
            } catch (InterruptedException e) {
                interrupted(e);
            }
        }
    }

    /** A worker ends with the application, and not before. */
    private static void interrupted(InterruptedException e) {
        LOG.log(Level.WARNING, "A worker was interrupted, and goes on", e);
    }

    /** Whatever happens, nothing that comes later gets ahead of what was taken. */
    private void finish(List<Received> batch) {
        List<Received> rest = batch;
        while (!rest.isEmpty() && !stopped()) {
            List<Work> works = new ArrayList<>(rest.size());
            try {
                read(rest, works);
                store(works);
            } catch (InterruptedException e) {
                interrupted(e);
            } catch (RuntimeException | Error e) {
                LOG.log(
                        Level.SEVERE,
                        "Storing failed in a way that nobody foresaw; trying until it does not [" + undone(works) + "]",
                        e);
                LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
            }
            rest = rest.stream().filter(received -> !received.isDone()).toList();
        }
    }

    private static String undone(List<Work> works) {
        return Submission.named(works.stream()
                .filter(work -> !work.received().isDone())
                .map(Work::submission)
                .toList());
    }

    /** @param works what there is to store is added to these */
    private void read(List<Received> batch, List<Work> works) throws InterruptedException {
        for (Received received : batch) {
            try {
                Accepted accepted = Accepted.decode(received.record().getPayload());
                if (accepted.isLate(received.record().getTimestamp().toEpochMilli())) {
                    received.done();
                } else if (accepted.isBeyondThisNode()) {
                    settle(
                            received,
                            Telling.of(
                                    accepted.submission(),
                                    () -> answer(accepted, Answer.refused(accepted, BEYOND_THIS_NODE))));
                } else {
                    works.add(new Work(received, accepted));
                }
            } catch (RuntimeException e) {
                String reason = "can't be read: " + e;
                settle(received, new Telling(Optional.empty(), () -> deadLetters.put(received.record(), reason)));
            }
        }
    }

    private void settle(Received received, Telling telling) throws InterruptedException {
        if (handOver(List.of(telling))) {
            received.done();
        }
    }

    private void store(List<Work> works) throws InterruptedException {
        List<Work> rest = works;
        Duration pause = SHORTEST_PAUSE;
        for (int attempt = 1; !rest.isEmpty(); attempt++) {
            if (attempt > 1 && stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            batchSizes.record(rest.size());
            List<Work> again = append(rest);
            pause = again.size() < rest.size() || pause.compareTo(LONGEST_PAUSE) >= 0
                    ? LONGEST_PAUSE
                    : pause.multipliedBy(2);
            rest = again;
        }
    }

    /** @return what is to be tried again, in its order */
    private List<Work> append(List<Work> works) throws InterruptedException {
        List<Outcome> outcomes =
                writer.write(works.stream().map(Work::submission).toList());
        List<Work> again = new ArrayList<>();
        List<Work> settled = new ArrayList<>();
        List<Telling> tellings = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Work work = works.get(i);
            Outcome outcome = outcomes.get(i);
            if (LogWriter.toBeRetried(outcome) || LogWriter.breaksPromise(outcome) && !work.refusedOnceTooOften()) {
                again.add(work);
            } else {
                afterCommit.count(outcome);
                settled.add(work);
                consequences(work, outcome).forEach(action -> tellings.add(Telling.of(work.submission(), action)));
            }
        }
        if (handOver(tellings)) {
            settled.forEach(work -> work.received().done());
        }
        return again;
    }

    private List<Supplier<CompletionStage<?>>> consequences(Work work, Outcome outcome) {
        Submission submission = work.submission();
        if (outcome instanceof Outcome.Appended appended) {
            afterCommit.remember(appended);
            return List.of(() -> distribution.appended(appended));
        }
        if (outcome instanceof Outcome.Known known) {
            List<Supplier<CompletionStage<?>>> tasks = new ArrayList<>();
            if (isRedelivery(work, known)) {
                tasks.add(() -> distribution.appended(afterCommit.lateDelivery(known)));
            }
            if (!submission.promised()) {
                tasks.add(() -> answer(work.accepted(), Answer.known(work.accepted(), known.entry())));
            }
            return tasks;
        }
        Refusal refusal = ((Outcome.Refused) outcome).refusal();
        return List.of(
                submission.promised()
                        ? () -> deadLetters.put(
                                work.received().record(), refusal.code().wire() + ": " + refusal.detail())
                        : () -> answer(work.accepted(), Answer.refused(work.accepted(), refusal)));
    }

    private CompletionStage<?> answer(Accepted accepted, Answer answer) {
        return distribution.answer(accepted.submission().conversation(), answer);
    }

    /** Whatever the clocks say: this node hears what all are told; what it has not heard, perhaps nobody has. */
    private boolean isRedelivery(Work work, Outcome.Known known) {
        Entry entry = known.entry();
        Instant recordMade = work.received().record().getTimestamp();
        return entry.at().plus(REDELIVERED_WITHIN).isAfter(recordMade)
                || entry.seq() > progress.of(entry.conversation());
    }

    /**
     * Starts all at once, waits for them, and does those again that failed, in their order.
     *
     * @return false if the application stops before all is done
     */
    private boolean handOver(List<Telling> tellings) throws InterruptedException {
        List<Telling> rest = tellings;
        while (!rest.isEmpty()) {
            List<CompletableFuture<?>> running = new ArrayList<>(rest.size());
            rest.forEach(telling -> running.add(start(telling.action())));
            List<Telling> failed = new ArrayList<>();
            Optional<Throwable> cause = Optional.empty();
            for (int i = 0; i < running.size(); i++) {
                Optional<Throwable> failure = failure(running.get(i));
                if (failure.isPresent()) {
                    failed.add(rest.get(i));
                    cause = cause.or(() -> failure);
                }
            }
            if (cause.isPresent() && rest == tellings) {
                LOG.log(
                        Level.WARNING,
                        "The nodes could not be told of what was stored; trying until they are [" + named(failed) + "]",
                        cause.get());
            }
            rest = failed;
            if (!rest.isEmpty() && stopping.await(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    private static String named(List<Telling> tellings) {
        return Submission.named(tellings.stream()
                .flatMap(telling -> telling.submission().stream())
                .toList());
    }

    private static CompletableFuture<?> start(Supplier<CompletionStage<?>> task) {
        try {
            return task.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Waits for a record to be sent, for which the client has its own time limit. */
    private static Optional<Throwable> failure(CompletableFuture<?> sending) {
        try {
            sending.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(e.getCause());
        }
    }
}
