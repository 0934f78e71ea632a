package org.parley.benchmark;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.HdrHistogram.Histogram;

/**
 * One user's connection that takes part in one conversation, and checks what it gets: acknowledgements and messages
 * together are 1, 2, 3, … Called by the thread of {@link Clients} alone, but for {@link #send}, which is called by one
 * thread.
 */
final class Participant {
    private static final int TEXT_BYTES = 100;
    private static final String PADDING = "x".repeat(TEXT_BYTES);

    private final long conversation;
    private final Traffic traffic;
    private Client client;
    private Consumer<Participant> acknowledged = participant -> {};
    private long lastSeq;
    private long sent;

    /** What all participants of a run saw together; times are in nanoseconds. */
    static final class Traffic {
        final Histogram acks = new Histogram(60_000_000_000L, 3);
        final Histogram deliveries = new Histogram(60_000_000_000L, 3);
        final LongAdder sent = new LongAdder();
        final LongAdder acked = new LongAdder();
        final LongAdder delivered = new LongAdder();
        volatile boolean recording;
    }

    Participant(long conversation, Traffic traffic) {
        this.conversation = conversation;
        this.traffic = traffic;
    }

    Participant connect(Clients clients, Site site, long user) {
        client = clients.connect(site.port(), site.token(user), this::read);
        return this;
    }

    void whenAcknowledged(Consumer<Participant> action) {
        acknowledged = action;
    }

    /** Sends a text of 100 bytes that tells when it should have been sent. */
    void send(long intendedNanoTime) {
        String text = Long.toString(intendedNanoTime) + ' ' + PADDING;
        sent++;
        traffic.sent.increment();
        client.send("{\"type\":\"send\",\"cid\":\"" + conversation + '-' + sent + '-' + intendedNanoTime
                + "\",\"conversation\":\"" + conversation + "\",\"kind\":\"text\",\"text\":\""
                + text.substring(0, TEXT_BYTES) + "\"}");
    }

    private void read(Frame frame) {
        if (frame.is("ack")) {
            String cid = frame.string("cid");
            next(frame);
            traffic.acked.increment();
            record(traffic.acks, Long.parseLong(cid, cid.lastIndexOf('-') + 1, cid.length(), 10));
            acknowledged.accept(this);
        } else if (frame.is("message")) {
            String text = frame.string("text");
            next(frame);
            traffic.delivered.increment();
            record(traffic.deliveries, Long.parseLong(text, 0, text.indexOf(' '), 10));
        } else if (frame.is("error")) {
            throw new IllegalStateException("The server refused: " + frame.json());
        }
    }

    private void next(Frame frame) {
        long seq = frame.number("seq");
        if (seq != lastSeq + 1 || !frame.string("conversation").equals(Long.toString(conversation))) {
            throw new IllegalStateException("After seq " + lastSeq + " came " + frame.json());
        }
        lastSeq = seq;
    }

    private void record(Histogram histogram, long intendedNanoTime) {
        if (traffic.recording) {
            histogram.recordValue(Math.max(0, System.nanoTime() - intendedNanoTime));
        }
    }
}
