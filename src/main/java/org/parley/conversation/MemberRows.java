package org.parley.conversation;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/**
 * The members of conversations as the database has them, in the caller's transaction if there is one.
 *
 * <p>Outside of a transaction a persistence context belongs to what the server takes the thread to be doing. After
 * failures of the database Payara leaves threads behind of which it takes an EJB's invocation to go on that has ended long
 * ago, and whose persistence context is closed. So whoever reads outside of a transaction is an EJB.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class MemberRows {
    @PersistenceContext
    private EntityManager entities;

    /** @return the members and their version; empty if there is no such conversation */
    public Optional<Members> of(long conversation) {
        // One statement, so that the version belongs to the rows.
        List<Object[]> rows = entities.createQuery(
                        "SELECT c.membersVersion, m.userId, m.role, m.silencedUntil, c.disabled "
                                + "FROM Conversation c, ConversationMember m WHERE c.id = :id AND m.conversationId = c.id",
                        Object[].class)
                .setParameter("id", conversation)
                .getResultList();
        if (rows.isEmpty()) {
            return withoutMembers(conversation);
        }
        Map<Long, Role> roles = new HashMap<>();
        Map<Long, Instant> silenced = new HashMap<>();
        for (Object[] row : rows) {
            roles.put((Long) row[1], Role.of((String) row[2]).orElse(Role.MEMBER));
            if (row[3] != null) {
                silenced.put((Long) row[1], (Instant) row[3]);
            }
        }
        return Optional.of(new Members((Long) rows.get(0)[0], roles, silenced, (Boolean) rows.get(0)[4]));
    }

    private Optional<Members> withoutMembers(long conversation) {
        return entities.createQuery(
                        "SELECT c.membersVersion, c.disabled FROM Conversation c WHERE c.id = :id", Object[].class)
                .setParameter("id", conversation)
                .getResultStream()
                .findFirst()
                .map(row -> new Members((Long) row[0], Map.of(), Map.of(), (Boolean) row[1]));
    }

    /** @return those members of now who already were when this entry was appended */
    public Collection<Long> joinedBefore(long conversation, long seq) {
        return entities.createQuery(
                        "SELECT m.userId FROM ConversationMember m WHERE m.conversationId = :id AND m.joinedSeq <= :seq",
                        Long.class)
                .setParameter("id", conversation)
                .setParameter("seq", seq)
                .getResultList();
    }
}
