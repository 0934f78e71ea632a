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

/** Opens conversations for one transaction, which must be running. */
@ApplicationScoped
public class ConversationLocks {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private MemberDirectory directory;

    @Inject
    private Acquaintance acquaintance;

    @Inject
    private Clock clock;

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
     * Locks the row of a conversation and moves its last seq on, provided that it looks as the caller remembers it: one
     * statement instead of two. As every change of members is an entry of the log, nothing has changed since if this
     * succeeds.
     *
     * @param entries how many entries the caller is going to append in this transaction
     * @return whether it did; nothing was changed otherwise
     */
    public boolean advance(long conversation, long lastSeq, long membersVersion, int entries) {
        return entities.createQuery("UPDATE Conversation c SET c.lastSeq = :reached "
                                + "WHERE c.id = :id AND c.lastSeq = :lastSeq AND c.membersVersion = :version")
                        .setParameter("reached", lastSeq + entries)
                        .setParameter("id", conversation)
                        .setParameter("lastSeq", lastSeq)
                        .setParameter("version", membersVersion)
                        .executeUpdate()
                == 1;
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
