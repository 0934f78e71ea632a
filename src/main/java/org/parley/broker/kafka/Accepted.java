package org.parley.broker.kafka;

import java.util.Optional;

import jakarta.json.JsonObject;

import org.parley.message.Submission;
import org.parley.protocol.Content;
import org.parley.protocol.ContentCodec;
import org.parley.user.UserRef;

/**
 * A submission on its way to the log.
 *
 * @param node the node that took it, where somebody may wait for its outcome
 * @param until when, in milliseconds since 1970 by that node's clock, its sender is told {@code unavailable} if Kafka
 *     does not have it. A record that was made later is passed over: the sender sends it again, and it must not get
 *     behind what they sent since
 */
record Accepted(Submission submission, String node, long until) {

    String encode() {
        return Envelope.encode(
                head -> {
                    head.write("node", node)
                            .write("until", until)
                            .write("conversation", submission.conversation())
                            .write("sender", submission.sender().id())
                            .write("from", submission.sender().handle())
                            .write("cid", submission.cid())
                            .write("kind", submission.content().kind().wire());
                    submission.connection().ifPresent(connection -> head.write("connection", connection));
                    if (submission.promised()) {
                        head.write("promised", true);
                    }
                },
                submission.contentJson());
    }

    /** @throws RuntimeException if it is not one */
    static Accepted decode(String value) {
        Envelope envelope = Envelope.decode(value);
        JsonObject head = envelope.head();
        Content.Kind kind = Content.Kind.of(head.getString("kind"))
                .orElseThrow(() -> new IllegalArgumentException("The kind is not known."));
        String handle = head.getString("from");
        return new Accepted(
                new Submission(
                        // Nothing on the way to the log asks for the name that is shown.
                        new UserRef(head.getJsonNumber("sender").longValueExact(), handle, handle),
                        head.getJsonNumber("conversation").longValueExact(),
                        head.getString("cid"),
                        ContentCodec.decode(kind, envelope.body()),
                        envelope.body(),
                        Optional.ofNullable(head.getString("connection", null)),
                        head.getBoolean("promised", false)),
                head.getString("node"),
                head.getJsonNumber("until").longValueExact());
    }

    /** @param producedAt the record's time, which its producer gives it when it sends it */
    boolean isLate(long producedAt) {
        return producedAt > until;
    }
}
