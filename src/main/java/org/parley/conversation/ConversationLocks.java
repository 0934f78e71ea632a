package org.parley.conversation;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;

/** Opens conversations for one transaction, which must be running. */
@ApplicationScoped
public class ConversationLocks {
    /** The ids alone first: not every database makes a range of its primary key of the rest. */
    private static final String ADVANCE = "UPDATE parley_conversation SET last_seq = CASE id%s END "
            + "WHERE id IN (%s) AND (id, last_seq, members_version) IN (%s)";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Acquaintance acquaintance;

    @Inject
    private Clock clock;

    /**
     * How a conversation is to move on.
     *
     * @param lastSeq the seq of its last entry, as the caller remembers it
     * @param membersVersion the version of its members, likewise
     * @param entries how many entries the caller is going to append in this transaction
     */
    public record Advance(long conversation, long lastSeq, long membersVersion, long entries) {}

    /**
     * Locks the rows of these conversations until the transaction ends, always in the same order, so that two
     * transactions never wait for each other.
     *
     * @return those that exist
     */
    public Map<Long, OpenConversation> lock(Collection<Long> ids) {
        Map<Long, OpenConversation> open = new HashMap<>();
        entities.createQuery("SELECT c FROM Conversation c WHERE c.id IN :ids ORDER BY c.id", Conversation.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .forEach(conversation -> open.put(conversation.id(), open(conversation)));
        return open;
    }

    /**
     * Locks the rows of conversations and moves their last seqs on, provided that all of them look as the caller remembers
     * them: one statement instead of one and another for each. As every change of members is an entry of the log, nothing
     * has changed since if this succeeds.
     *
     * @param advances of different conversations, at least one
     * @return whether it did; otherwise the transaction has to be rolled back
     */
    public boolean advance(Collection<Advance> advances) {
        int count = advances.size();
        Query update = entities.createNativeQuery(ADVANCE.formatted(
                " WHEN ? THEN ?".repeat(count),
                "?" + ",?".repeat(count - 1),
                "(?,?,?)" + ",(?,?,?)".repeat(count - 1)));
        int parameter = 1;
        for (Advance advance : advances) {
            update.setParameter(parameter++, advance.conversation());
            update.setParameter(parameter++, advance.lastSeq() + advance.entries());
        }
        for (Advance advance : advances) {
            update.setParameter(parameter++, advance.conversation());
        }
        for (Advance advance : advances) {
            update.setParameter(parameter++, advance.conversation());
            update.setParameter(parameter++, advance.lastSeq());
            update.setParameter(parameter++, advance.membersVersion());
        }
        return update.executeUpdate() == count;
    }

    private OpenConversation open(Conversation conversation) {
        return new OpenConversation(
                conversation,
                directory.at(conversation.id(), conversation.membersVersion()),
                entities,
                acquaintance,
                clock.instant());
    }
}
