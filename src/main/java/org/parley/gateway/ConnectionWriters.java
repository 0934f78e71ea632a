package org.parley.gateway;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.timer.Workers;

/**
 * Writes to the connections that have something to send, each by one writer at a time, away from the threads that store
 * messages. While a connection waits for its turn, its frames gather in one message: the busier the server, the fewer
 * the sends. One writer is enough for little, and is cheaper to keep awake than two. A writer that has nothing to do
 * lingers for a moment before it gives its thread back: Payara searches the class path for each task that is submitted,
 * which costs more than sending a message.
 */
@ApplicationScoped
class ConnectionWriters {
    private static final Logger LOG = Logger.getLogger(ConnectionWriters.class.getName());
    private static final int WRITERS = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** How many connections may wait for their turn before another writer is woken for them. */
    private static final int BACKLOG = 8;

    private static final Duration LINGER = Duration.ofSeconds(1);

    private final BlockingQueue<WebSocketConnection> ready = new LinkedBlockingQueue<>();
    private final AtomicInteger writers = new AtomicInteger();

    @Inject
    private Workers executor;

    void ready(WebSocketConnection connection) {
        ready.add(connection);
        startWriter();
    }

    /** Sees to those in line for whom there was no thread when they came. To be called now and then. */
    void resume() {
        if (!ready.isEmpty()) {
            startWriter();
        }
    }

    private void startWriter() {
        int running = writers.get();
        while (running == 0 || running < WRITERS && ready.size() > BACKLOG) {
            if (writers.compareAndSet(running, running + 1)) {
                execute();
                return;
            }
            running = writers.get();
        }
    }

    private void execute() {
        try {
            executor.execute(this::write);
        } catch (RejectedExecutionException e) {
            writers.decrementAndGet();
            LOG.log(Level.WARNING, "The server has no thread to write to connections; trying again in a moment", e);
        }
    }

    private void write() {
        for (WebSocketConnection next = next(); next != null; next = next()) {
            try {
                next.writeNext();
            } catch (RuntimeException | Error e) {
                // Whatever it is, the other connections are still written to.
                LOG.log(Level.SEVERE, "Writing to a connection failed in a way that nobody foresaw", e);
            }
        }
        writers.decrementAndGet();
        resume();
    }

    private WebSocketConnection next() {
        try {
            return ready.poll(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The server goes away: what waits is still sent, but nothing is waited for.
            Thread.currentThread().interrupt();
            return ready.poll();
        }
    }
}
