package org.parley.broker.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.parley.broker.MessageBroker.Published;
import org.parley.message.Submission;
import org.parley.protocol.Refusal;

/** Who on this node waits to learn what became of a submission. Thread-safe. */
@ApplicationScoped
class Outcomes {
    private record Key(long sender, String cid) {}

    private record Waiting(long until, CompletableFuture<Published> result) {}

    private final ConcurrentMap<Key, List<Waiting>> waiting = new ConcurrentHashMap<>();

    /** The result completes when the outcome is known; whoever waits bounds the time. */
    void await(Accepted accepted, CompletableFuture<Published> result) {
        Submission submission = accepted.submission();
        Key key = new Key(submission.sender().id(), submission.cid());
        Waiting one = new Waiting(accepted.until(), result);
        waiting.merge(key, List.of(one), (some, more) -> Stream.concat(some.stream(), more.stream())
                .toList());
        result.whenComplete((published, failure) -> waiting.computeIfPresent(key, (same, all) -> {
            List<Waiting> others = all.stream().filter(other -> other != one).toList();
            return others.isEmpty() ? null : others;
        }));
    }

    /**
     * The message is in the log, by whichever of its records: all who sent it are told.
     *
     * @return whether anybody here has waited for that until now
     */
    boolean appended(long sender, String cid, Published published) {
        List<Waiting> told =
                of(sender, cid).filter(one -> one.result().complete(published)).toList();
        return !told.isEmpty();
    }

    /**
     * One record was refused: another one of the same message is judged for itself.
     *
     * @param until that record's time limit, see {@link Accepted}
     */
    void refused(long sender, String cid, long until, Refusal refusal) {
        of(sender, cid).filter(one -> one.until() == until).forEach(one -> one.result()
                .completeExceptionally(refusal));
    }

    private Stream<Waiting> of(long sender, String cid) {
        return waiting.getOrDefault(new Key(sender, cid), List.of()).stream();
    }
}
