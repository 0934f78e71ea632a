package org.parley.broker.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.protocol.Refusal;

/**
 * What was refused stays refused: Kafka may deliver a submission once more after its sender was told no, when the reason is
 * gone, such as the end of a mute, and later messages are in the log. Sent again by its sender, it is another submission
 * and is judged anew.
 */
@Stateless
public class Refusals {
    @PersistenceContext
    private EntityManager entities;

    /** @return why those of these submissions were refused that were, by their ids */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Map<String, Refusal> of(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return entities.createQuery("SELECT r FROM StoredRefusal r WHERE r.id IN :ids", StoredRefusal.class)
                .setParameter("ids", ids)
                .getResultStream()
                .collect(Collectors.toMap(StoredRefusal::id, StoredRefusal::refusal));
    }

    /** To be called before anybody is told of it; may be called again. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void keep(Accepted accepted, Refusal refusal) {
        if (entities.find(StoredRefusal.class, accepted.id()) == null) {
            entities.persist(new StoredRefusal(accepted, refusal));
        }
    }

    /** Forgets those whose time limits were before this. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void forgetBefore(Instant time) {
        entities.createQuery("DELETE FROM StoredRefusal r WHERE r.validUntil < :time")
                .setParameter("time", time.toEpochMilli())
                .executeUpdate();
    }
}
