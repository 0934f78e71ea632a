package org.parley.broker;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.parley.message.Submission;

/**
 * Takes messages and brings them into the log and to the members' connections. The gateway knows nothing behind it.
 *
 * <p>Whatever the implementation:
 *
 * <ul>
 *   <li><b>Durable.</b> The stage completes normally only when the message can no longer be lost, whoever is killed.
 *   <li><b>Once.</b> The same sender and cid is appended once, however often it is published, in whatever order and by
 *       whatever node; each time it completes with the first one's place.
 *   <li><b>In order.</b> Of two messages to the same conversation, of which the second was published after
 *       {@link #publish} returned for the first, the first one has the lower seq, if both are appended. Members get them
 *       in the order of their seqs.
 *   <li><b>Nothing in silence.</b> A message that is not appended completes exceptionally with a
 *       {@link org.parley.protocol.Refusal}: {@code overloaded} or {@code unavailable}, with {@code retryAfter}, if the
 *       same may be tried again; another code if not. After {@code unavailable} it may be in the log all the same;
 *       publishing it again is safe.
 *   <li><b>Never blocking.</b> {@link #publish} returns at once, from any thread. Every queue is bounded.
 *   <li><b>Clean stop.</b> {@link #stop} refuses what comes later with {@code unavailable} and finishes what was accepted
 *       before.
 * </ul>
 */
public interface MessageBroker {

    /**
     * A message is durable.
     *
     * @param seq its place in the log, when already known
     * @param at when it was appended, when already known
     */
    record Published(long conversation, Optional<Long> seq, Optional<Instant> at) {

        /** It will be appended, whatever happens; where is told by the entry itself. */
        public static Published durable(long conversation) {
            return new Published(conversation, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Takes a message.
     *
     * @param result the broker completes it as described above, on a thread of its own that must not be blocked. Where
     *     the seq is known, what was made dependent on it before this call runs before any member is told of this
     *     message or a later one: so a sender's connection gets the acknowledgement in its place among the messages
     */
    void publish(Submission submission, CompletableFuture<Published> result);

    /** Takes a message, for callers to whom it doesn't matter what else they hear of first. */
    default CompletionStage<Published> publish(Submission submission) {
        CompletableFuture<Published> result = new CompletableFuture<>();
        publish(submission, result);
        return result;
    }

    /**
     * Accepts nothing more, and returns when all that was accepted has its outcome, or after
     * {@code chat.shutdown.timeout}.
     *
     * @return whether all has its outcome
     */
    boolean stop();
}
