package org.parley.push;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.push.Subscription.Target;
import org.parley.user.UserStore;

/** Subscriptions and the installation's key in the database; each method is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SubscriptionStore {
    private static final int AT_ONCE = 500;
    private static final int PER_USER = 20;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserStore users;

    @Inject
    private Clock clock;

    /**
     * A session has one subscription, and an endpoint belongs to one session: the newest counts. A user has at most
     * {@value #PER_USER}; the oldest make way.
     */
    public void subscribe(long user, String session, Target target) {
        unsubscribe(session);
        remove(Subscription.idOf(target.endpoint()));
        entities.createQuery(
                        "SELECT s FROM PushSubscription s WHERE s.userId = :user ORDER BY s.createdAt DESC, s.id",
                        Subscription.class)
                .setParameter("user", user)
                .setFirstResult(PER_USER - 1)
                .getResultList()
                .forEach(entities::remove);
        entities.persist(new Subscription(user, session, target, clock.instant()));
    }

    public void unsubscribe(String session) {
        entities.createQuery("DELETE FROM PushSubscription s WHERE s.sessionId = :session")
                .setParameter("session", session)
                .executeUpdate();
    }

    /** The push service knows it no more. */
    public void remove(String id) {
        entities.createQuery("DELETE FROM PushSubscription s WHERE s.id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    /** @return whether anybody subscribed at all */
    public boolean isEmpty() {
        return entities.createQuery("SELECT s.id FROM PushSubscription s", String.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** @return the push service of each device of this user, the first subscribed first */
    public List<PushService> servicesOf(long user) {
        return entities.createQuery(
                        "SELECT s FROM PushSubscription s WHERE s.userId = :user ORDER BY s.createdAt, s.id",
                        Subscription.class)
                .setParameter("user", user)
                .getResultStream()
                .map(Subscription::service)
                .toList();
    }

    /** @return those of these users who have subscriptions, by their ids */
    public Map<Long, Recipient> of(Collection<Long> ids) {
        Map<Long, Recipient> found = new HashMap<>();
        List<Long> asked = List.copyOf(ids);
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            found.putAll(recipients(asked.subList(from, Math.min(asked.size(), from + AT_ONCE))));
        }
        return found;
    }

    private Map<Long, Recipient> recipients(List<Long> asked) {
        Map<Long, List<Subscription>> subscriptions = entities.createQuery(
                        "SELECT s FROM PushSubscription s, User u WHERE s.userId IN :users"
                                + " AND u.id = s.userId AND u.enabled = TRUE",
                        Subscription.class)
                .setParameter("users", asked)
                .getResultStream()
                .collect(Collectors.groupingBy(Subscription::userId));
        return users.preferences(subscriptions.keySet()).stream()
                .collect(Collectors.toMap(
                        chosen -> chosen.user().id(),
                        chosen -> new Recipient(
                                chosen.user(),
                                chosen.settings(),
                                subscriptions.get(chosen.user().id()))));
    }

    public Optional<String> key() {
        return Optional.ofNullable(entities.find(StoredPushKey.class, StoredPushKey.ONLY))
                .map(StoredPushKey::jwk);
    }

    /** Fails with a persistence exception if another node was first. */
    public void addKey(String jwk) {
        entities.persist(new StoredPushKey(jwk, clock.instant()));
    }
}
