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

/**
 * What became of a submission that was not appended now, for whoever waits: its place since earlier, or the reason.
 *
 * @param until the time limit of the record that was refused, see {@link Accepted}; without meaning if there is a place
 */
record Answer(long sender, String cid, long until, Optional<Published> place, Optional<Refusal> refusal) {

    static Answer known(Accepted accepted, Entry entry) {
        Published place = new Published(entry.conversation(), Optional.of(entry.seq()), Optional.of(entry.at()));
        return about(accepted, Optional.of(place), Optional.empty());
    }

    static Answer refused(Accepted accepted, Refusal refusal) {
        return about(accepted, Optional.empty(), Optional.of(refusal));
    }

    private static Answer about(Accepted accepted, Optional<Published> place, Optional<Refusal> refusal) {
        Submission submission = accepted.submission();
        return new Answer(submission.sender().id(), submission.cid(), accepted.until(), place, refusal);
    }

    String encode() {
        return Envelope.encode(
                head -> {
                    head.write("answer", cid).write("sender", sender).write("until", until);
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
        long until = Told.number(head, "until");
        if (head.containsKey("seq")) {
            Published place = new Published(
                    Told.number(head, "conversation"),
                    Optional.of(Told.number(head, "seq")),
                    Optional.of(Instant.EPOCH.plus(Told.number(head, "at"), ChronoUnit.MICROS)));
            return new Answer(sender, cid, until, Optional.of(place), Optional.empty());
        }
        Duration retryAfter =
                head.containsKey("retryAfter") ? Duration.ofMillis(Told.number(head, "retryAfter")) : null;
        Refusal refusal = new Refusal(ErrorCode.valueOf(head.getString("code")), head.getString("detail"), retryAfter);
        return new Answer(sender, cid, until, Optional.empty(), Optional.of(refusal));
    }

    void give(Outcomes outcomes) {
        place.ifPresent(known -> outcomes.appended(sender, cid, known));
        refusal.ifPresent(reason -> outcomes.refused(sender, cid, until, reason));
    }
}
