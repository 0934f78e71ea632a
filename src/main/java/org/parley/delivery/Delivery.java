package org.parley.delivery;

import java.util.Collection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.message.Outcome;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.ServerFrame;

/**
 * Sends what happened to the connections of this node that it concerns. Callers deliver the entries of a conversation
 * one after the other in the order of their seqs, and only after their commit; every connection then gets them in that
 * order. A message is encoded once, whatever the number of its recipients.
 */
@ApplicationScoped
public class Delivery {
    private final ConnectionRegistry connections;
    private final Counter delivered;

    /** For the container's proxies. */
    protected Delivery() {
        this.connections = null;
        this.delivered = null;
    }

    @Inject
    public Delivery(ConnectionRegistry connections, MeterRegistry metrics) {
        this.connections = connections;
        this.delivered = Counter.builder("parley.messages.delivered")
                .description("Message frames handed to connections")
                .register(metrics);
    }

    /** Sends an entry to all its members' connections, but not to the one whose {@code ack} told it all. */
    public void deliver(Outcome.Appended appended) {
        String origin = appended.submission().connection().orElse("");
        long sender = appended.submission().sender().id();
        String frame = FrameCodec.encode(new ServerFrame.Message(appended.entry(), false));
        int count = 0;
        for (Long user : appended.members().users()) {
            if (user != sender) {
                count += offer(user, frame);
            }
        }
        for (Connection connection : connections.of(sender)) {
            if (!connection.id().equals(origin) && appended.members().contains(sender)) {
                connection.offer(FrameCodec.encode(new ServerFrame.Message(appended.entry(), true)));
                count++;
            }
        }
        delivered.increment(count);
    }

    /** Sends a frame to all connections of these users. */
    public void send(Collection<Long> users, ServerFrame frame) {
        String json = null;
        for (Long user : users) {
            for (Connection connection : connections.of(user)) {
                json = json == null ? FrameCodec.encode(frame) : json;
                connection.offer(json);
            }
        }
    }

    private int offer(long user, String frame) {
        var ofUser = connections.of(user);
        for (Connection connection : ofUser) {
            connection.offer(frame);
        }
        return ofUser.size();
    }
}
