package org.parley.gateway;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.timer.Workers;

/**
 * Handles frames that may wait for the database, away from the threads on which the server reads from all connections:
 * there, one that waits would keep everybody else waiting. A few workers take the connections in turn, a frame at a time,
 * so that a database that is away costs a few threads and no more. The line is bounded by the number of connections.
 */
@ApplicationScoped
class IntakeWorkers {
    private static final Logger LOG = Logger.getLogger(IntakeWorkers.class.getName());
    private static final int WORKERS = 8;

    private final BlockingQueue<Intake> line = new LinkedBlockingQueue<>();
    private final AtomicInteger workers = new AtomicInteger();

    @Inject
    private Workers executor;

    /** @throws RejectedExecutionException if the server has no thread at all; then nothing of this intake is in line */
    void handle(Intake intake) {
        line.add(intake);
        int running = workers.get();
        while (running < WORKERS) {
            if (workers.compareAndSet(running, running + 1)) {
                start(intake);
                return;
            }
            running = workers.get();
        }
    }

    private void start(Intake intake) {
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException e) {
            if (workers.decrementAndGet() == 0 && line.remove(intake)) {
                LOG.log(Level.WARNING, "The server has no thread for frames that may wait", e);
                throw e;
            }
        }
    }

    /** Sees to those in line for whom there was no thread when they came. To be called now and then. */
    void resume() {
        if (!line.isEmpty() && workers.compareAndSet(0, 1)) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                workers.decrementAndGet();
                LOG.log(
                        Level.WARNING,
                        "The server has no thread for frames that may wait; trying again in a moment",
                        e);
            }
        }
    }

    private void work() {
        do {
            for (Intake next = line.poll(); next != null; next = line.poll()) {
                handleNext(next);
            }
            workers.decrementAndGet();
            // One may have come between the last look and the line above.
        } while (!line.isEmpty() && workers.getAndUpdate(n -> Math.min(WORKERS, n + 1)) < WORKERS);
    }

    private void handleNext(Intake intake) {
        boolean more = true;
        try {
            more = intake.handleNext();
        } catch (RuntimeException | Error e) {
            // Whatever it is, the others go on.
            LOG.log(Level.SEVERE, "A frame failed in a way that nobody foresaw", e);
        }
        if (more) {
            line.add(intake);
        }
    }
}
