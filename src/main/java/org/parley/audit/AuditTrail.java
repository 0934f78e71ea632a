package org.parley.audit;

import java.time.Clock;
import java.util.List;
import java.util.Set;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

/** The trail in the database. What is read is not managed: it may be something that nobody could have written. */
@Stateless
public class AuditTrail {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Clock clock;

    /** How far the trail goes. */
    public record End(long seq, String hash) {}

    /**
     * Adds an entry in the transaction of the caller, or in one of its own: what is done and its entry are durable
     * together, or neither. From here to the end of the transaction all others who want to add wait, on all nodes; so
     * this comes last.
     */
    public void record(Deed deed) {
        AuditHead head = entities.find(AuditHead.class, AuditHead.ID, LockModeType.PESSIMISTIC_WRITE);
        AuditRecord entry = AuditRecord.after(head.seq(), head.hash(), clock.instant(), deed);
        entities.persist(new AuditEntry(entry));
        head.moveTo(entry);
        entities.flush();
    }

    /**
     * @param actors one of whom has done it; none means any
     * @param action an empty one means any
     * @return up to so many entries below this seq, the newest first
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<AuditRecord> before(long seq, Set<String> actors, String action, int limit) {
        return entities.createQuery(
                        "SELECT a FROM AuditEntry a WHERE a.seq < :seq AND (:any = TRUE OR a.actor IN :actors) "
                                + "AND (:action = '' OR a.action = :action) ORDER BY a.seq DESC",
                        AuditEntry.class)
                .setParameter("seq", seq)
                .setParameter("any", actors.isEmpty())
                .setParameter("actors", actors.isEmpty() ? Set.of("") : actors)
                .setParameter("action", action)
                .setMaxResults(limit)
                .getResultStream()
                .map(AuditEntry::entry)
                .toList();
    }

    /** @return up to so many entries above this seq, the oldest first */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<AuditRecord> after(long seq, int limit) {
        return entities.createQuery("SELECT a FROM AuditEntry a WHERE a.seq > :seq ORDER BY a.seq", AuditEntry.class)
                .setParameter("seq", seq)
                .setMaxResults(limit)
                .getResultStream()
                .map(AuditEntry::entry)
                .toList();
    }

    /** @return the highest seq that a row has; 0 if there is none */
    public long highestSeq() {
        Long highest = entities.createQuery("SELECT MAX(a.seq) FROM AuditEntry a", Long.class)
                .getSingleResult();
        return highest == null ? 0 : highest;
    }

    /** @return the end that the next entry will be chained to */
    public End end() {
        AuditHead head = entities.find(AuditHead.class, AuditHead.ID);
        return new End(head.seq(), head.hash());
    }
}
