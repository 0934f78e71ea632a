package org.parley.broker.kafka;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

import org.parley.audit.Deed;
import org.parley.message.Submission;
import org.parley.message.Submission.Attempt;
import org.parley.protocol.Content;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.JsonText;
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

    /** @return the submission as this record, which may be delivered again. What was promised is not judged */
    Submission toStore() {
        return submission.promised()
                ? submission
                : submission.as(new Attempt(submission.sender().id() + "/" + until + "/" + submission.cid(), until));
    }

    String encode() {
        return Envelope.encode(
                head -> {
                    head.write("node", node)
                            .write("until", until)
                            .write("conversation", submission.conversation())
                            .write("sender", submission.sender().id())
                            .write("from", submission.sender().handle())
                            .write("cid", submission.cid())
                            .write("kind", submission.content().kind());
                    submission.connection().ifPresent(connection -> head.write("connection", connection));
                    if (submission.promised()) {
                        head.write("promised", true);
                    }
                    if (submission.byAdministrator()) {
                        head.write("byAdministrator", true);
                    }
                    submission.deed().ifPresent(deed -> write(head, deed));
                },
                submission.contentJson());
    }

    private static void write(JsonGenerator head, Deed deed) {
        head.writeStartObject("deed")
                .write("actor", deed.actor())
                .write("action", deed.action())
                .write("target", deed.target())
                .write("details", deed.details())
                .write("address", deed.address())
                .writeEnd();
    }

    private static Deed deed(JsonObject deed) {
        return new Deed(
                deed.getString("actor"),
                deed.getString("action"),
                deed.getString("target"),
                deed.getString("details"),
                deed.getString("address"));
    }

    /** @throws RuntimeException if it is not one */
    static Accepted decode(String value) {
        Envelope envelope = Envelope.decode(value);
        JsonObject head = envelope.head();
        boolean promised = head.getBoolean("promised", false);
        String handle = head.getString("from");
        return new Accepted(
                new Submission(
                        // Nothing on the way to the log asks for the name that is shown.
                        new UserRef(head.getJsonNumber("sender").longValueExact(), handle, handle),
                        head.getJsonNumber("conversation").longValueExact(),
                        head.getString("cid"),
                        content(head.getString("kind"), promised, envelope.body()),
                        envelope.body(),
                        Optional.ofNullable(head.getString("connection", null)),
                        promised,
                        head.getBoolean("byAdministrator", false),
                        Optional.ofNullable(head.getJsonObject("deed")).map(Accepted::deed),
                        Optional.empty()),
                head.getString("node"),
                head.getJsonNumber("until").longValueExact());
    }

    /**
     * What was promised is not judged again, so it need not be understood: while nodes are upgraded one after the other,
     * it may be of a kind that this one does not know. Nothing else of such a kind is.
     */
    private static Content content(String kind, boolean promised, String json) {
        if (promised) {
            JsonText.parse(json);
            return new Content.Opaque(kind);
        }
        return Content.Kind.of(kind)
                .map(known -> ContentCodec.decode(known, json))
                .orElseGet(() -> new Content.Opaque(kind));
    }

    /** @return whether nobody has promised it, and this node can't judge it because it is of an older version */
    boolean isBeyondThisNode() {
        return !submission.promised() && submission.content() instanceof Content.Opaque;
    }

    /** @param producedAt the record's time, which its producer gives it when it sends it */
    boolean isLate(long producedAt) {
        return producedAt > until;
    }
}
