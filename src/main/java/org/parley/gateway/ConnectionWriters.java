package org.parley.gateway;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Writes to the connections that have something to send, each by one writer at a time, away from the threads that store
 * messages. While a connection waits for its turn, its frames gather in one message: the busier the server, the fewer
 * the sends.
 */
@ApplicationScoped
class ConnectionWriters {
    private static final Logger LOG = Logger.getLogger(ConnectionWriters.class.getName());
    private static final int WRITERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Queue<WebSocketConnection> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger writers = new AtomicInteger();

    @Resource
    private ManagedExecutorService executor;

    void ready(WebSocketConnection connection) {
        ready.add(connection);
        startWriter();
    }

    private void startWriter() {
        int running = writers.get();
        while (running < WRITERS) {
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
            LOG.log(Level.WARNING, "The server has no thread to write to connections; trying with the next frame", e);
        }
    }

    private void write() {
        for (WebSocketConnection next = ready.poll(); next != null; next = ready.poll()) {
            try {
                next.writeNext();
            } catch (RuntimeException e) {
                LOG.log(Level.SEVERE, "Writing to a connection failed in a way that nobody foresaw", e);
            }
        }
        writers.decrementAndGet();
        if (!ready.isEmpty()) {
            startWriter();
        }
    }
}
