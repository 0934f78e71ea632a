package org.parley.message;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.message.Submission.Attempt;
import org.parley.protocol.Refusal;

/**
 * What was refused stays refused: an attempt may be judged once more after its sender was told no, when the reason is gone,
 * such as the end of a mute, and later messages are in the log. Sent again by its sender, a message is another attempt.
 */
@Stateless
public class Refusals {
    @PersistenceContext
    private EntityManager entities;

    /**
     * To be asked by who holds the locks on the conversations, and in the same transaction keeps what is refused now: of
     * two nodes that judge an attempt at once, the second finds the verdict of the first.
     *
     * @param submissions at least one of which has an attempt
     * @return why those of them were refused that were, by the ids of the attempts
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Map<String, Refusal> of(Collection<Submission> submissions) {
        List<String> attempts = submissions.stream()
                .flatMap(submission -> submission.attempt().stream())
                .map(Attempt::id)
                .toList();
        return entities.createQuery("SELECT r FROM StoredRefusal r WHERE r.id IN :ids", StoredRefusal.class)
                .setParameter("ids", attempts)
                .getResultStream()
                .collect(Collectors.toMap(StoredRefusal::id, StoredRefusal::refusal));
    }

    /** To be called for what was not refused before; nothing is kept of what has no attempt that could come again. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void keep(Submission submission, Refusal refusal) {
        submission.attempt().ifPresent(attempt -> entities.persist(new StoredRefusal(attempt, refusal)));
    }

    /** Forgets those of attempts whose time limits were before this. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void forgetBefore(Instant time) {
        entities.createQuery("DELETE FROM StoredRefusal r WHERE r.validUntil < :time")
                .setParameter("time", time.toEpochMilli())
                .executeUpdate();
    }
}
