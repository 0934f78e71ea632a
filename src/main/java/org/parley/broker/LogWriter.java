package org.parley.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.jpa.DatabaseAbsence;
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
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    @Inject
    private MessageLog log;

    /** @return an outcome for each submission, in their order; those that are {@code Appended} or {@code Known} are durable */
    List<Outcome> write(List<Submission> batch) {
        try {
            return log.append(batch);
        } catch (EJBException e) {
            if (DatabaseAbsence.isCauseOf(e)) {
                LOG.log(Level.WARNING, "The database is away; " + batch.size() + " messages were refused", e);
                return refuse(batch, ErrorCode.UNAVAILABLE, "The database does not answer; try again.");
            }
            return isolate(batch, e);
        }
    }

    /** Halves the batch until the poisonous message stands alone. */
    private List<Outcome> isolate(List<Submission> batch, EJBException cause) {
        if (batch.size() == 1) {
            return giveUp(batch, cause);
        }
        int half = batch.size() / 2;
        List<Outcome> outcomes = new ArrayList<>(write(batch.subList(0, half)));
        outcomes.addAll(write(batch.subList(half, batch.size())));
        return outcomes;
    }

    private static List<Outcome> giveUp(List<Submission> single, EJBException cause) {
        Submission poison = single.get(0);
        LOG.log(
                Level.WARNING,
                "The database refused a message of user " + poison.sender().id() + " to conversation "
                        + poison.conversation(),
                cause);
        return refuse(single, ErrorCode.CONFLICT, "The server could not store this message.");
    }

    private static List<Outcome> refuse(List<Submission> batch, ErrorCode code, String detail) {
        Refusal refusal =
                code == ErrorCode.UNAVAILABLE ? new Refusal(code, detail, RETRY_AFTER) : new Refusal(code, detail);
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        batch.forEach(submission -> outcomes.add(new Outcome.Refused(submission, refusal)));
        return outcomes;
    }
}
