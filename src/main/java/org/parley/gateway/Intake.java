package org.parley.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.parley.protocol.ClientFrame;

/**
 * The frames of one connection on their way to the handler, one at a time and in their order. Most are handled where they
 * arrive, on the server's own thread; one that may wait for the database, and those that come after it meanwhile, are
 * handled elsewhere. At most so many wait; what comes on top of that is not taken. Thread-safe, but for frames of the same
 * connection that arrive at the same time, which no server lets happen.
 */
final class Intake {
    static final int CAPACITY = 1_000;

    private final Consumer<ClientFrame> handler;
    private final Consumer<Intake> elsewhere;
    private final Deque<ClientFrame> waiting = new ArrayDeque<>(0);
    private boolean handledElsewhere;

    /** @param elsewhere has {@link #handleNext} called again and again, away from the server's threads, while it is true */
    Intake(Consumer<ClientFrame> handler, Consumer<Intake> elsewhere) {
        this.handler = handler;
        this.elsewhere = elsewhere;
    }

    /** @return whether the frame was taken; if not, too many wait */
    boolean offer(ClientFrame frame, boolean mayWait) {
        synchronized (waiting) {
            if (handledElsewhere) {
                return waiting.size() < CAPACITY && waiting.add(frame);
            }
            if (mayWait) {
                handledElsewhere = true;
                waiting.add(frame);
            }
        }
        if (mayWait) {
            elsewhere.accept(this);
        } else {
            handler.accept(frame);
        }
        return true;
    }

    /** @return whether there is more to handle here */
    boolean handleNext() {
        ClientFrame frame;
        synchronized (waiting) {
            frame = waiting.poll();
        }
        if (frame != null) {
            handler.accept(frame);
        }
        synchronized (waiting) {
            handledElsewhere = !waiting.isEmpty();
            return handledElsewhere;
        }
    }

    /** @return what waits, of which nothing will be handled */
    List<ClientFrame> giveUp() {
        synchronized (waiting) {
            List<ClientFrame> left = new ArrayList<>(waiting);
            waiting.clear();
            handledElsewhere = false;
            return left;
        }
    }
}
