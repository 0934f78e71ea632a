package org.parley.benchmark;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.HdrHistogram.Histogram;

/**
 * One user's connection that takes part in one conversation, and checks what it gets: acknowledgements and messages
 * together are 1, 2, 3, …, each once. Called by the thread of {@link Clients} alone, but for {@link #send}, which is called by one
 * thread.
 */
final class Participant {
    private static final int TEXT_BYTES = 100;
    private static final int MOST_MISSING = 1_000;
    private static final String PADDING = "x".repeat(TEXT_BYTES);

    private final long conversation;
    private final Traffic traffic;
    private Client client;
    private Consumer<Participant> acknowledged = participant -> {};
    private long lastSeq;
    private volatile long sent;
    private long acked;
    private final Set<Long> missing = new HashSet<>();

    /** What all participants of a run saw together; times are in nanoseconds. */
    static final class Traffic {
        final Histogram acks = new Histogram(60_000_000_000L, 3);
        final Histogram deliveries = new Histogram(60_000_000_000L, 3);
        final LongAdder sent = new LongAdder();
        final LongAdder acked = new LongAdder();
        final LongAdder delivered = new LongAdder();
        final LongAdder lateAcks = new LongAdder();
        volatile boolean recording;
    }

    Participant(long conversation, Traffic traffic) {
        this.conversation = conversation;
        this.traffic = traffic;
    }

    Participant connect(Clients clients, Site site, long user) {
        client = clients.connect(site.port(user), site.token(user), this::read);
        return this;
    }

    void whenAcknowledged(Consumer<Participant> action) {
        acknowledged = action;
    }

    /** Sends a text of 100 bytes that tells when it should have been sent. */
    void send(long intendedNanoTime) {
        String text = Long.toString(intendedNanoTime) + ' ' + PADDING;
        long number = sent + 1;
        sent = number;
        traffic.sent.increment();
        client.send("{\"type\":\"send\",\"cid\":\"" + conversation + '-' + number + '-' + intendedNanoTime
                + "\",\"conversation\":\"" + conversation + "\",\"kind\":\"text\",\"text\":\""
                + text.substring(0, TEXT_BYTES) + "\"}");
    }

    private void read(Frame frame) {
        if (frame.is("ack")) {
            String cid = frame.string("cid");
            // In Kafka mode the message tells the seq.
            if (frame.has("seq")) {
                next(frame);
            }
            acked++;
            traffic.acked.increment();
            record(traffic.acks, Long.parseLong(cid, cid.lastIndexOf('-') + 1, cid.length(), 10));
            acknowledged.accept(this);
        } else if (frame.is("message")) {
            String text = frame.string("text");
            next(frame);
            if (frame.has("cid")) {
                return;
            }
            traffic.delivered.increment();
            record(traffic.deliveries, Long.parseLong(text, 0, text.indexOf(' '), 10));
        } else if (frame.is("error")) {
            throw new IllegalStateException("The server refused: " + frame.json());
        }
    }

    /** Messages come in order; only an acknowledgement may come after a message with a higher seq, which is counted. */
    private void next(Frame frame) {
        long seq = frame.number("seq");
        boolean late = frame.is("ack") && missing.remove(seq);
        if (late) {
            traffic.lateAcks.increment();
            return;
        }
        if (seq <= lastSeq || !frame.string("conversation").equals(Long.toString(conversation))) {
            throw new IllegalStateException("After seq " + lastSeq + " came " + frame.json());
        }
        for (long skipped = lastSeq + 1; skipped < seq; skipped++) {
            missing.add(skipped);
        }
        if (missing.size() > MOST_MISSING || frame.is("message") && missing.size() > unacknowledged()) {
            throw new IllegalStateException(missing + " are missing when there comes " + frame.json());
        }
        lastSeq = seq;
    }

    /** What is missing can only be own messages, whose acknowledgements are on their way. */
    private long unacknowledged() {
        return sent - acked;
    }

    private void record(Histogram histogram, long intendedNanoTime) {
        if (traffic.recording) {
            histogram.recordValue(Math.max(0, System.nanoTime() - intendedNanoTime));
        }
    }
}
