package org.parley.delivery;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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

    /** Sends an entry to all these users' connections, but not to the one whose {@code ack} told it all. */
    public void deliver(Posted posted, Collection<Long> audience) {
        String origin = posted.origin().orElse("");
        String frame = null;
        int count = 0;
        for (Long user : audience) {
            if (user == posted.sender()) {
                count += deliverToSender(posted, origin);
                continue;
            }
            for (Connection connection : connections.of(user)) {
                frame = frame == null ? FrameCodec.encode(new ServerFrame.Message(posted.entry(), false)) : frame;
                connection.offer(frame);
                count++;
            }
        }
        delivered.increment(count);
    }

    private int deliverToSender(Posted posted, String origin) {
        int count = 0;
        for (Connection connection : connections.of(posted.sender())) {
            if (!connection.id().equals(origin)) {
                connection.offer(FrameCodec.encode(new ServerFrame.Message(posted.entry(), true)));
                count++;
            }
        }
        return count;
    }

    /** Sends a frame to all connections of these users here. */
    public void send(Collection<Long> users, OptionalLong except, ServerFrame frame) {
        send(users, except, () -> FrameCodec.encode(frame));
    }

    /** The same with a frame that is JSON, or will be when somebody is there to get it. */
    public void send(Collection<Long> users, OptionalLong except, Supplier<String> frame) {
        String json = null;
        for (Long user : users) {
            if (except.isPresent() && except.getAsLong() == user) {
                continue;
            }
            for (Connection connection : connections.of(user)) {
                json = json == null ? frame.get() : json;
                connection.offer(json);
            }
        }
    }
}
