package org.parley.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.conversation.Conversation;

/** The removal in the database; each method is one transaction. */
@Stateless
public class RetentionStore {
    static final int AT_ONCE = 1_000;

    /** What was made of entries, row by row. */
    private static final List<String> DERIVED =
            List.of("parley_changed_message", "parley_reaction", "parley_mention", "parley_search", "parley_file_use");

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Clock clock;

    /** @return whether this node is the one that removes, for so long from now */
    public boolean lease(String node, Duration time) {
        Instant now = clock.instant();
        return entities.find(Lease.class, Lease.RETENTION, LockModeType.PESSIMISTIC_WRITE)
                .take(node, now, now.plus(time));
    }

    /** @return up to so many conversations whose ids follow this one and whose oldest entry is older than that */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Long> due(Instant cutoff, long after, int limit) {
        return entities.createQuery(
                        "SELECT c.id FROM Conversation c, Message m WHERE c.id > :after AND c.legalHold = FALSE "
                                + "AND m.conversationId = c.id AND m.seq = c.firstSeq AND m.sentAt < :cutoff "
                                + "ORDER BY c.id",
                        Long.class)
                .setParameter("after", after)
                .setParameter("cutoff", cutoff)
                .setMaxResults(limit)
                .getResultList();
    }

    /**
     * Removes the oldest entries of a conversation, up to the first one that is not older than that, but at most
     * {@value #AT_ONCE}. The conversation's first seq moves in the same transaction, so nobody ever finds a gap.
     *
     * @return how many were removed; none if the conversation is on hold by now
     */
    public int remove(long id, Instant cutoff) {
        Conversation conversation = entities.find(Conversation.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (conversation == null || conversation.onLegalHold()) {
            return 0;
        }
        long first = conversation.firstSeq();
        long last = Math.min(conversation.lastSeq(), first + AT_ONCE - 1);
        Long kept = entities.createQuery(
                        "SELECT MIN(m.seq) FROM Message m WHERE m.conversationId = :id "
                                + "AND m.seq BETWEEN :first AND :last AND m.sentAt >= :cutoff",
                        Long.class)
                .setParameter("id", id)
                .setParameter("first", first)
                .setParameter("last", last)
                .setParameter("cutoff", cutoff)
                .getSingleResult();
        long end = kept == null ? last + 1 : kept;
        conversation.beginAt(end);
        DERIVED.forEach(table -> delete(table, id, first, end - 1));
        return delete("parley_message", id, first, end - 1);
    }

    private int delete(String table, long conversation, long first, long last) {
        return entities.createNativeQuery("DELETE FROM " + table + " WHERE conversation_id = ? AND seq BETWEEN ? AND ?")
                .setParameter(1, conversation)
                .setParameter(2, first)
                .setParameter(3, last)
                .executeUpdate();
    }
}
