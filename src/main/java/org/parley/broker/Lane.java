package org.parley.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.parley.broker.MessageBroker.Published;
import org.parley.message.Submission;
import org.parley.protocol.Refusal;

/**
 * A bounded queue with at most one worker at a time. A worker that has nothing to do lingers for a moment before it gives
 * its thread back: Payara searches the class path for each task that is submitted, which costs more than storing a
 * message. Thread-safe.
 */
final class Lane {
    private static final Logger LOG = Logger.getLogger(Lane.class.getName());
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** A submission and who waits for what becomes of it, since when as {@link System#nanoTime} counts. */
    record Pending(Submission submission, CompletableFuture<Published> result, long since) {
        Pending(Submission submission, CompletableFuture<Published> result) {
            this(submission, result, System.nanoTime());
        }
    }

    private final int capacity;
    private final int batchSize;
    private final Company company;
    private final Executor executor;
    private final Consumer<List<Pending>> work;

    private final BlockingQueue<Pending> waiting = new LinkedBlockingQueue<>();
    /** Counts what waits and what the worker has in hand, so that the bound holds for both. */
    private final AtomicInteger depth = new AtomicInteger();

    private final AtomicBoolean working = new AtomicBoolean();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile boolean closed;

    /** @param linger how long a batch waits for more, if more is to be expected */
    Lane(int capacity, int batchSize, Duration linger, Executor executor, Consumer<List<Pending>> work) {
        this.capacity = capacity;
        this.batchSize = batchSize;
        this.company = new Company(linger, batchSize);
        this.executor = executor;
        this.work = work;
    }

    void offer(Pending pending) {
        // Counted before it is asked whether the lane is closed: close() waits for whatever got past here.
        boolean full = depth.incrementAndGet() > capacity;
        if (full || closed) {
            leave(1);
            pending.result().completeExceptionally(closed ? closing() : Refusal.overloaded());
            return;
        }
        waiting.add(pending);
        startWorker();
    }

    int depth() {
        return depth.get();
    }

    /** @return completes when all that was accepted has its outcome; from now on everything else is refused */
    CompletableFuture<Void> close() {
        closed = true;
        leave(0);
        return idle;
    }

    private void leave(int submissions) {
        if (depth.addAndGet(-submissions) == 0 && closed) {
            idle.complete(null);
        }
    }

    private void startWorker() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            working.set(false);
            LOG.log(
                    Level.WARNING,
                    "The server has no thread for a lane; its messages were refused [" + named(refuseWaiting()) + "]",
                    e);
        }
    }

    private void drain() {
        do {
            for (List<Pending> batch = take(); !batch.isEmpty(); batch = take()) {
                process(batch);
            }
            working.set(false);
            // Something may have come between the last look and the line above.
        } while (!waiting.isEmpty() && working.compareAndSet(false, true));
    }

    private List<Pending> take() {
        List<Pending> batch = new ArrayList<>();
        Pending first = next(LINGER.toNanos());
        if (first != null) {
            batch.add(first);
            waiting.drainTo(batch, batchSize - 1);
            awaitCompany(batch);
        }
        return batch;
    }

    /** Ends as soon as there is enough company, so that the last to come does not wait at all. */
    private void awaitCompany(List<Pending> batch) {
        int wanted = company.wanted(System.nanoTime());
        long patience = company.patience(batch.get(0).since());
        if (batch.size() < wanted && patience - System.nanoTime() <= 0) {
            // The first has waited long enough for the batch before.
            return;
        }
        while (batch.size() < wanted && !closed) {
            Pending another = next(patience - System.nanoTime());
            if (another == null) {
                break;
            }
            batch.add(another);
            waiting.drainTo(batch, batchSize - batch.size());
        }
        company.came(batch.size(), wanted);
    }

    private Pending next(long nanos) {
        try {
            return waiting.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // The server goes away: what waits is still stored, but nothing is waited for.
            Thread.currentThread().interrupt();
            return waiting.poll();
        }
    }

    private void process(List<Pending> batch) {
        try {
            work.accept(batch);
        } catch (RuntimeException | Error e) {
            // Whatever it is, the lane goes on.
            LOG.log(Level.SEVERE, "A batch failed in a way that nobody foresaw [" + named(batch) + "]", e);
        } finally {
            // Has no effect on those that have their outcome.
            batch.forEach(pending -> pending.result().completeExceptionally(failed()));
            leave(batch.size());
        }
    }

    /** @return what was refused */
    private List<Pending> refuseWaiting() {
        List<Pending> refused = new ArrayList<>();
        for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
            leave(1);
            next.result().completeExceptionally(Refusal.overloaded());
            refused.add(next);
        }
        return refused;
    }

    private static String named(List<Pending> batch) {
        return Submission.named(batch.stream().map(Pending::submission).toList());
    }

    private static Refusal closing() {
        return Refusal.unavailable("The server is going away; try again.");
    }

    private static Refusal failed() {
        return Refusal.unavailable("The server could not store this now; try again.");
    }
}
