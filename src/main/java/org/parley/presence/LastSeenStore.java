package org.parley.presence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

/** When people were active last, in the database. */
@Stateless
public class LastSeenStore {
    @PersistenceContext
    private EntityManager entities;

    /**
     * Moves times forward, never back, in one transaction. Of accounts that are disabled or erased nothing is written
     * that is not there. If another node writes of somebody for the first time at this moment, it may fail; then it can
     * be tried again.
     *
     * @param times at least one
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void advance(Map<Long, Instant> times) {
        Map<Long, Instant> missing = new TreeMap<>(times);
        // Always in the same order, so that two nodes never wait for each other.
        List<LastSeen> known = entities.createQuery(
                        "SELECT s FROM LastSeen s WHERE s.userId IN :users ORDER BY s.userId", LastSeen.class)
                .setParameter("users", times.keySet())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        for (LastSeen seen : known) {
            seen.advance(missing.remove(seen.userId()));
        }
        if (!missing.isEmpty()) {
            entities.createQuery(
                            "SELECT u.id FROM User u WHERE u.id IN :users AND u.enabled = TRUE ORDER BY u.id",
                            Long.class)
                    .setParameter("users", missing.keySet())
                    .getResultList()
                    .forEach(user -> entities.persist(new LastSeen(user, missing.get(user))));
        }
    }

    /** @return what is known of those of the users of whom it is */
    public Map<Long, Instant> of(Collection<Long> users) {
        return users.isEmpty()
                ? Map.of()
                : entities.createQuery("SELECT s FROM LastSeen s WHERE s.userId IN :users", LastSeen.class)
                        .setParameter("users", users)
                        .getResultStream()
                        .collect(Collectors.toMap(LastSeen::userId, LastSeen::seenAt));
    }
}
