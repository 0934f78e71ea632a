package org.parley.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.jpa.DatabaseAbsence;
import org.parley.local.LocalCaches;
import org.parley.message.Foresight;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Appends batches to the log, come what may: a message that the database does not take fails alone, and a database
 * that is away fails all of them with {@code unavailable}. Thread-safe.
 */
@ApplicationScoped
public class LogWriter {
    private static final Logger LOG = Logger.getLogger(LogWriter.class.getName());

    /** By its name: when CDI injects an EJB, Payara makes and catches an exception with each call. */
    @EJB
    private MessageLog log;

    @Inject
    private Foresight foresight;

    /** Submissions of which nobody knows whether they were committed: the connection was lost before the answer. */
    private final Cache<Sent, Boolean> uncertain =
            LocalCaches.builder().maximumSize(100_000).build();

    /** Whether the log was told that the database is away: once for each time, and once when it is back. */
    private final AtomicBoolean away = new AtomicBoolean();

    /** For the container, which fills the rest in. */
    protected LogWriter() {}

    LogWriter(MessageLog log, Foresight foresight) {
        this.log = log;
        this.foresight = foresight;
    }

    private record Sent(long sender, String cid) {
        static Sent of(Submission submission) {
            return new Sent(submission.sender().id(), submission.cid());
        }
    }

    /**
     * Takes it that the whole batch is new and that nobody else writes to its conversations, as it nearly always is, and
     * looks in the database only if that says otherwise.
     *
     * @return an outcome for each submission, in their order; those that are {@code Appended} or {@code Known} are
     *     durable
     */
    public List<Outcome> write(List<Submission> batch) {
        List<Outcome> outcomes = writeHopefully(batch);
        outcomes.forEach(foresight::remember);
        tellOfReturn(outcomes);
        if (!uncertain.asMap().isEmpty()) {
            outcomes.forEach(this::settle);
        }
        return outcomes;
    }

    private List<Outcome> writeHopefully(List<Submission> batch) {
        try {
            return foresight
                    .forecast(batch)
                    .flatMap(forecast -> log.appendForeseen(batch, forecast))
                    .or(() -> log.appendNew(batch))
                    .orElseGet(() -> writeLooking(batch));
        } catch (RuntimeException e) {
            // Perhaps it was the commit that failed, for which every server has exceptions of its own.
            batch.forEach(submission -> uncertain.put(Sent.of(submission), true));
            return DatabaseAbsence.mayPass(e) ? refuseAll(batch, e) : writeLooking(batch);
        }
    }

    /** What has just been appended was not there before, and its members are told as those of any other. */
    private void settle(Outcome outcome) {
        if (outcome instanceof Outcome.Appended appended) {
            uncertain.invalidate(Sent.of(appended.submission()));
        }
    }

    private List<Outcome> writeLooking(List<Submission> batch) {
        try {
            return log.append(batch);
        } catch (RuntimeException e) {
            if (mayBeStored(e)) {
                return refuseAll(batch, e);
            }
            return batch.size() > 1 ? isolate(batch) : List.of(retry(batch.get(0), e));
        }
    }

    /** @return whether it is no fault of the messages', which may be stored another time, or are already */
    private static boolean mayBeStored(RuntimeException failure) {
        return DatabaseAbsence.mayPass(failure) || DatabaseAbsence.brokeCommit(failure);
    }

    private List<Outcome> refuseAll(List<Submission> batch, RuntimeException cause) {
        if (away.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "The database is away, and no message can be stored: {0} [{1}]", new Object[] {
                rootOf(cause), Submission.named(batch)
            });
        }
        batch.forEach(submission -> uncertain.put(Sent.of(submission), true));
        return refuse(batch, unavailable());
    }

    private void tellOfReturn(List<Outcome> outcomes) {
        if (away.get() && outcomes.stream().noneMatch(LogWriter::toBeRetried) && away.compareAndSet(true, false)) {
            LOG.info("The database is back, and messages are stored again");
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString().lines().findFirst().orElse("");
    }

    /**
     * @return whether the database failed when this was to be appended. If the log knows it all the same, then it was
     *     appended, but its members were not told. True only once
     */
    boolean wasUncertain(Submission submission) {
        return uncertain.asMap().remove(Sent.of(submission)) != null;
    }

    /** Halves the batch until the poisonous message stands alone. */
    private List<Outcome> isolate(List<Submission> batch) {
        int half = batch.size() / 2;
        List<Outcome> outcomes = new ArrayList<>(writeLooking(batch.subList(0, half)));
        List<Submission> rest = batch.subList(half, batch.size());
        // What follows must not get ahead of what has to be tried again.
        outcomes.addAll(
                outcomes.stream().anyMatch(outcome -> toBeRetried(outcome) || breaksPromise(outcome))
                        ? refuse(rest, unavailable())
                        : writeLooking(rest));
        return outcomes;
    }

    /** @return whether its sender was told that it would be appended */
    public static boolean breaksPromise(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                && refused.submission().promised();
    }

    /** @return whether the same may be appended when the database is back, or has nothing else in its way */
    public static boolean toBeRetried(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused && refused.refusal().code() == ErrorCode.UNAVAILABLE;
    }

    /** Another transaction may have been in the way: one that had to be let by, or one that appended the same. */
    private Outcome retry(Submission single, RuntimeException first) {
        try {
            return log.append(List.of(single)).get(0);
        } catch (RuntimeException e) {
            if (mayBeStored(e)) {
                return refuseAll(List.of(single), e).get(0);
            }
            LOG.log(
                    Level.WARNING,
                    "The database refused a message of user " + single.sender().id() + " [" + named(single) + "]",
                    first);
            return DatabaseAbsence.gaveWay(e) ? new Outcome.Refused(single, unavailable()) : refuse(single);
        }
    }

    private Outcome refuse(Submission single) {
        try {
            return log.refuse(single, new Refusal(ErrorCode.CONFLICT, "The server could not store this message."));
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "A refusal could not be kept; the message is tried again [" + named(single) + "]", e);
            return new Outcome.Refused(single, unavailable());
        }
    }

    private static String named(Submission single) {
        return Submission.named(List.of(single));
    }

    private static List<Outcome> refuse(List<Submission> batch, Refusal refusal) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        batch.forEach(submission -> outcomes.add(new Outcome.Refused(submission, refusal)));
        return outcomes;
    }

    private static Refusal unavailable() {
        return Refusal.unavailable("The database does not answer; try again.");
    }
}
