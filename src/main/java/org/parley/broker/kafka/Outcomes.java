package org.parley.broker.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.parley.broker.MessageBroker.Published;
import org.parley.message.Submission;
import org.parley.protocol.Refusal;

/** Who on this node waits to learn what became of a submission. Thread-safe. */
@ApplicationScoped
class Outcomes {
    private record Key(long sender, String cid) {}

    private final ConcurrentMap<Key, List<CompletableFuture<Published>>> waiting = new ConcurrentHashMap<>();

    /** The result completes when the outcome is known; whoever waits bounds the time. */
    void await(Submission submission, CompletableFuture<Published> result) {
        Key key = new Key(submission.sender().id(), submission.cid());
        waiting.merge(key, List.of(result), (some, more) -> Stream.concat(some.stream(), more.stream())
                .toList());
        result.whenComplete((published, failure) -> waiting.computeIfPresent(key, (same, results) -> {
            List<CompletableFuture<Published>> others =
                    results.stream().filter(other -> other != result).toList();
            return others.isEmpty() ? null : others;
        }));
    }

    void appended(long sender, String cid, Published published) {
        tell(sender, cid, result -> result.complete(published));
    }

    void refused(long sender, String cid, Refusal refusal) {
        tell(sender, cid, result -> result.completeExceptionally(refusal));
    }

    private void tell(long sender, String cid, Consumer<CompletableFuture<Published>> outcome) {
        List<CompletableFuture<Published>> results = waiting.remove(new Key(sender, cid));
        if (results != null) {
            results.forEach(outcome);
        }
    }
}
