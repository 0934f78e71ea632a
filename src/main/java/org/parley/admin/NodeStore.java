package org.parley.admin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** What the nodes say of themselves; each method is one transaction. */
@Stateless
public class NodeStore {
    static final Duration GONE_AFTER = Duration.ofSeconds(30);

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Clock clock;

    public void report(NodeRow report) {
        NodeRow row = entities.find(NodeRow.class, report.id());
        if (row == null) {
            entities.persist(report);
        } else {
            row.update(report);
        }
        entities.createQuery("DELETE FROM NodeRow n WHERE n.seenAt < :horizon AND n.id <> :own")
                .setParameter("horizon", horizon())
                .setParameter("own", report.id())
                .executeUpdate();
    }

    public void remove(String id) {
        entities.createQuery("DELETE FROM NodeRow n WHERE n.id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    /** @return those that said within half a minute that they live */
    public List<SystemResource.Node> running() {
        return entities.createQuery("SELECT n FROM NodeRow n WHERE n.seenAt >= :horizon ORDER BY n.name", NodeRow.class)
                .setParameter("horizon", horizon())
                .getResultStream()
                .map(NodeRow::view)
                .toList();
    }

    /** @return the names of others that said since then that they live */
    public List<String> others(String own, Instant since) {
        return entities.createQuery(
                        "SELECT n.name FROM NodeRow n WHERE n.id <> :own AND n.seenAt > :since ORDER BY n.name",
                        String.class)
                .setParameter("own", own)
                .setParameter("since", since)
                .getResultList();
    }

    private Instant horizon() {
        return clock.instant().minus(GONE_AFTER);
    }
}
