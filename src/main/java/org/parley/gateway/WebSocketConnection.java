package org.parley.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;

import org.parley.config.Settings;
import org.parley.delivery.Connection;
import org.parley.delivery.Drops;
import org.parley.protocol.CloseReason;
import org.parley.user.UserRef;

/**
 * One WebSocket connection: a bounded queue of frames, of which one message at a time is on its way. The containers'
 * own queues are unbounded and know no back-pressure, so nothing is handed to them before they are done with the last.
 */
final class WebSocketConnection implements Connection {
    private static final Logger LOG = Logger.getLogger(WebSocketConnection.class.getName());

    private final String id = UUID.randomUUID().toString();
    private final Session session;
    private final UserRef user;
    private final Settings.Connections limits;
    private final ConnectionWriters writers;
    private final Drops drops;

    private volatile Intake intake;
    private volatile String loginSession;
    private volatile Instant expiresAt;
    private volatile boolean away;
    private volatile CloseReason condemned;
    private volatile long lastHeard = System.nanoTime();
    private volatile long lastPing = System.nanoTime();

    // Guarded by the queue's monitor.
    private final Deque<String> queue = new ArrayDeque<>(4);
    private int queuedCharacters;
    private boolean writing;
    private CloseReason closing;
    private long closingSince;
    private boolean closed;

    WebSocketConnection(
            Session session,
            UserRef user,
            String loginSession,
            Instant expiresAt,
            Settings.Connections limits,
            ConnectionWriters writers,
            Drops drops) {
        this.session = session;
        this.user = user;
        this.loginSession = loginSession;
        this.expiresAt = expiresAt;
        this.limits = limits;
        this.writers = writers;
        this.drops = drops;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long user() {
        return user.id();
    }

    UserRef userRef() {
        return user;
    }

    /** What its frames go through, from the first to the last. */
    void takeWith(Intake frames) {
        intake = frames;
    }

    Intake intake() {
        return intake;
    }

    @Override
    public String session() {
        return loginSession;
    }

    @Override
    public boolean away() {
        return away;
    }

    void away(boolean on) {
        away = on;
    }

    /**
     * Sends the first frame, but not before others can offer theirs: whoever has it misses nothing from then on.
     *
     * @param registration lets others find this connection; what they offer comes after the first frame
     */
    void begin(String first, Runnable registration) {
        synchronized (queue) {
            queue.add(first);
            queuedCharacters += first.length();
            writing = true;
        }
        registration.run();
        writers.ready(this);
    }

    @Override
    public void offer(String frame) {
        synchronized (queue) {
            if (isClosing()) {
                drops.count(Drops.Reason.CONNECTION_CLOSED, id, 1);
                return;
            }
            if (queue.size() >= limits.queueFrames() || queuedCharacters + frame.length() > limits.queueBytes()) {
                overflow();
            } else {
                queue.add(frame);
                queuedCharacters += frame.length();
            }
            if (writing) {
                return;
            }
            writing = true;
        }
        writers.ready(this);
    }

    /** The frames that wait are in the log; the client resumes from there. */
    private void overflow() {
        drops.count(Drops.Reason.SLOW_CONSUMER, id, queue.size() + 1);
        queue.clear();
        queuedCharacters = 0;
        closeAfterwards(CloseReason.SLOW_CONSUMER);
    }

    private void closeAfterwards(CloseReason reason) {
        closing = reason;
        closingSince = System.nanoTime();
    }

    @Override
    public void close(CloseReason reason) {
        synchronized (queue) {
            if (isClosing()) {
                return;
            }
            closeAfterwards(reason);
            if (writing) {
                return;
            }
            writing = true;
        }
        writers.ready(this);
    }

    /** Sends the next message, or closes when nothing waits any more. Called by one writer at a time. */
    void writeNext() {
        String message = null;
        CloseReason reason = null;
        synchronized (queue) {
            if (!closed && !queue.isEmpty()) {
                message = nextMessage();
            } else if (!closed && closing != null) {
                reason = closing;
                closed = true;
            } else {
                writing = false;
                return;
            }
        }
        if (message != null) {
            send(message);
        } else {
            closeSession(reason);
        }
    }

    /** As many of the waiting frames as one message may hold, as an array if there are several. */
    private String nextMessage() {
        String first = queue.poll();
        queuedCharacters -= first.length();
        String next = queue.peek();
        int bytes = utf8Length(first) + 2;
        if (next == null || bytes + utf8Length(next) + 1 > limits.maxFrame()) {
            return first;
        }
        StringBuilder array = new StringBuilder(Math.min(limits.maxFrame(), queuedCharacters + first.length() + 64));
        array.append('[').append(first);
        for (; next != null && bytes + utf8Length(next) + 1 <= limits.maxFrame(); next = queue.peek()) {
            bytes += utf8Length(next) + 1;
            array.append(',').append(next);
            queue.poll();
            queuedCharacters -= next.length();
        }
        return array.append(']').toString();
    }

    private void send(String message) {
        try {
            session.getAsyncRemote().sendText(message, this::sent);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void sent(SendResult result) {
        if (!result.isOK()) {
            failed(result.getException());
            return;
        }
        synchronized (queue) {
            if (queue.isEmpty() && closing == null) {
                writing = false;
                return;
            }
        }
        writers.ready(this);
    }

    private void failed(Throwable failure) {
        LOG.log(Level.FINE, "Connection " + id + " can't be written to", failure);
        int waiting;
        synchronized (queue) {
            closed = true;
            waiting = queue.size();
            queue.clear();
            queuedCharacters = 0;
        }
        drops.count(Drops.Reason.SEND_FAILED, id, waiting + 1);
        closeSession(CloseReason.INTERNAL);
    }

    private void closeSession(CloseReason reason) {
        try {
            session.close(new jakarta.websocket.CloseReason(closeCode(reason.code()), reason.phrase()));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "Connection " + id + " could not be closed", e);
        }
    }

    private static CloseCode closeCode(int code) {
        return () -> code;
    }

    /**
     * Has the next heartbeat close this connection, and what still comes over it passed over. To close at once on a
     * client that goes on sending would reset the connection, and the client would not learn why.
     */
    void condemn(CloseReason reason) {
        condemned = reason;
    }

    /** @return why the connection is to be closed; null if it isn't */
    CloseReason condemned() {
        return condemned;
    }

    /** Closes at once, though a message may be under way that never arrives. */
    void giveUp() {
        over();
        closeSession(CloseReason.GOING_AWAY);
    }

    /** The container says that it is over. */
    void over() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            queuedCharacters = 0;
        }
    }

    /** @return whether nothing that comes over it counts any more */
    boolean isClosing() {
        synchronized (queue) {
            return closed || closing != null;
        }
    }

    /** @return whether it is to be closed since so long, and still waits for what is on its way */
    boolean isClosingFor(long nanos) {
        synchronized (queue) {
            return !closed && closing != null && System.nanoTime() - closingSince > nanos;
        }
    }

    boolean isOver() {
        synchronized (queue) {
            return closed;
        }
    }

    void heard() {
        lastHeard = System.nanoTime();
    }

    void ping() {
        lastPing = System.nanoTime();
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "Connection " + id + " can't be pinged", e);
        }
    }

    /** @return whether nothing was heard for so long, though the client was pinged since */
    boolean isSilentFor(long nanos) {
        long heard = lastHeard;
        return System.nanoTime() - heard > nanos && lastPing - heard > 0;
    }

    long nanosSincePing() {
        return System.nanoTime() - lastPing;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    void renew(String newSession, Instant newExpiry) {
        loginSession = newSession;
        expiresAt = newExpiry;
    }

    /** @return how many bytes these characters are in UTF-8 (RFC 3629) */
    static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A surrogate is half of four bytes.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
