package org.parley.broker.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import jakarta.json.JsonObject;

import org.parley.broker.MessageBroker.Published;
import org.parley.message.Submission;
import org.parley.protocol.Entry;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** What became of a submission that was not appended now, for whoever waits: its place since earlier, or the reason. */
record Answer(long sender, String cid, Optional<Published> place, Optional<Refusal> refusal) {

    static Answer known(Submission submission, Entry entry) {
        Published place = new Published(entry.conversation(), Optional.of(entry.seq()), Optional.of(entry.at()));
        return new Answer(submission.sender().id(), submission.cid(), Optional.of(place), Optional.empty());
    }

    static Answer refused(Submission submission, Refusal refusal) {
        return new Answer(submission.sender().id(), submission.cid(), Optional.empty(), Optional.of(refusal));
    }

    String encode() {
        return Envelope.encode(
                head -> {
                    head.write("answer", cid).write("sender", sender);
                    place.ifPresent(known -> head.write("conversation", known.conversation())
                            .write("seq", known.seq().orElseThrow())
                            .write(
                                    "at",
                                    ChronoUnit.MICROS.between(
                                            Instant.EPOCH, known.at().orElseThrow())));
                    refusal.ifPresent(refused -> {
                        head.write("code", refused.code().name()).write("detail", refused.detail());
                        refused.retryAfter().ifPresent(wait -> head.write("retryAfter", wait.toMillis()));
                    });
                },
                KafkaDistribution.NOTHING);
    }

    static boolean isIn(Envelope envelope) {
        return envelope.head().containsKey("answer");
    }

    /** @throws RuntimeException if it is not one */
    static Answer decode(Envelope envelope) {
        JsonObject head = envelope.head();
        long sender = Told.number(head, "sender");
        String cid = head.getString("answer");
        if (head.containsKey("seq")) {
            Published place = new Published(
                    Told.number(head, "conversation"),
                    Optional.of(Told.number(head, "seq")),
                    Optional.of(Instant.EPOCH.plus(Told.number(head, "at"), ChronoUnit.MICROS)));
            return new Answer(sender, cid, Optional.of(place), Optional.empty());
        }
        Duration retryAfter =
                head.containsKey("retryAfter") ? Duration.ofMillis(Told.number(head, "retryAfter")) : null;
        Refusal refusal = new Refusal(ErrorCode.valueOf(head.getString("code")), head.getString("detail"), retryAfter);
        return new Answer(sender, cid, Optional.empty(), Optional.of(refusal));
    }

    void give(Outcomes outcomes) {
        place.ifPresent(known -> outcomes.appended(sender, cid, known));
        refusal.ifPresent(reason -> outcomes.refused(sender, cid, reason));
    }
}
