package org.parley.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.config.Settings;
import org.parley.user.Credentials;
import org.parley.user.UserStore;

/** Sessions in the database; each method is one transaction. Nobody is told of anything: {@link Accounts} does that. */
@Stateless
public class SessionStore {
    private static final int PURGE = 1_000;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserStore users;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** What became of a refresh token. */
    public sealed interface Refresh {
        /** It was the newest of its session, or the answer to it was lost; {@code next} is the newest now. */
        record Renewed(String sessionId, Credentials account, RefreshToken next) implements Refresh {}

        /** It had been used before, so the session is no more. */
        record Reused(String sessionId, long userId) implements Refresh {}

        /** It may be used again when the account is enabled again. */
        record Disabled() implements Refresh {}

        /** There is no such session, or none any more. */
        record Unknown() implements Refresh {}
    }

    /**
     * Opens a session of somebody whose password was right.
     *
     * @param account as it was when that was found
     * @return the new session's id
     * @throws WrongPassword if the password was changed since
     * @throws Refusal {@code forbidden} if the account was disabled since
     */
    public String open(Credentials account, RefreshToken token, String device) {
        // Whoever changes one of them ends all sessions, and holds the row until that is done.
        Credentials now = users.lockedCredentials(account.userId());
        if (!Objects.equals(now.passwordHash(), account.passwordHash())) {
            throw new WrongPassword("The name or the password is wrong.");
        }
        if (!now.enabled()) {
            throw Accounts.disabled();
        }
        return open(account.userId(), token, device);
    }

    /** @return the new session's id */
    public String open(long userId, RefreshToken token, String device) {
        Instant now = clock.instant();
        LoginSession session = new LoginSession(userId, token, device, now, expiry(now));
        entities.persist(session);
        return session.id();
    }

    /** Opens a session that no refresh token renews. */
    public void open(String sessionId, long userId, String device, Duration life) {
        Instant now = clock.instant();
        entities.persist(new LoginSession(sessionId, userId, RefreshToken.first(), device, now, now.plus(life)));
    }

    /** @return the session of which this is any refresh token, old or new */
    public Optional<String> idOf(RefreshToken token) {
        return entities.createQuery("SELECT s.id FROM LoginSession s WHERE s.familyHash = :family", String.class)
                .setParameter("family", token.familyHash())
                .getResultStream()
                .findFirst();
    }

    public Refresh refresh(RefreshToken token, String device) {
        Optional<LoginSession> found = lockedFamily(token);
        if (found.isEmpty()) {
            return new Refresh.Unknown();
        }
        LoginSession session = found.get();
        Instant now = clock.instant();
        if (session.expired(now)) {
            return new Refresh.Unknown();
        }
        boolean newest = session.isNewest(token);
        if (!newest && !session.mayRepeat(token, now)) {
            entities.remove(session);
            return new Refresh.Reused(session.id(), session.userId());
        }
        Credentials account = users.credentials(session.userId()).orElseThrow();
        if (!account.enabled()) {
            return new Refresh.Disabled();
        }
        RefreshToken next = token.next();
        if (newest) {
            session.rotate(next, device, now, expiry(now));
        } else {
            session.replaceLost(next, device, now, expiry(now));
        }
        return new Refresh.Renewed(session.id(), account, next);
    }

    /** Ends the session of which this is any refresh token, old or new. */
    public Optional<SessionEnded> end(RefreshToken token) {
        return lockedFamily(token).map(this::remove);
    }

    public Optional<SessionEnded> end(String sessionId) {
        return Optional.ofNullable(entities.find(LoginSession.class, sessionId, LockModeType.PESSIMISTIC_WRITE))
                .map(this::remove);
    }

    /** @return the session that was ended; empty if this user has no such session */
    public Optional<SessionEnded> end(String sessionId, long userId) {
        return Optional.ofNullable(entities.find(LoginSession.class, sessionId, LockModeType.PESSIMISTIC_WRITE))
                .filter(session -> session.userId() == userId)
                .map(this::remove);
    }

    /** @return up to so many sessions of this user whose ids follow this one, in the order of the ids */
    public List<OwnSession> of(long userId, String currentId, String after, int limit) {
        return entities.createQuery(
                        "SELECT s FROM LoginSession s WHERE s.userId = :user AND s.id > :after "
                                + "AND s.expiresAt > :now ORDER BY s.id",
                        LoginSession.class)
                .setParameter("user", userId)
                .setParameter("after", after)
                .setParameter("now", clock.instant())
                .setMaxResults(limit)
                .getResultStream()
                .map(session -> session.view(currentId))
                .toList();
    }

    /** Sets a new password and ends all sessions but one. */
    public List<SessionEnded> changePassword(long userId, String passwordHash, String keptSessionId) {
        users.changePassword(userId, passwordHash);
        return endAll(userId, keptSessionId);
    }

    /** Ends all sessions of this user but one. */
    public List<SessionEnded> endAll(long userId, String keptSessionId) {
        return entities
                .createQuery(
                        "SELECT s FROM LoginSession s WHERE s.userId = :user AND s.id <> :kept", LoginSession.class)
                .setParameter("user", userId)
                .setParameter("kept", keptSessionId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .stream()
                .map(this::remove)
                .toList();
    }

    /** @return whether the session lives, ended or belongs to an account that is disabled */
    public SessionState state(String sessionId, long userId) {
        boolean enabled = entities.createQuery("SELECT u.enabled FROM User u WHERE u.id = :id", Boolean.class)
                .setParameter("id", userId)
                .getResultStream()
                .findFirst()
                .orElse(false);
        if (!enabled) {
            return SessionState.DISABLED;
        }
        LoginSession session = entities.find(LoginSession.class, sessionId);
        boolean lives = session != null && session.userId() == userId && !session.expired(clock.instant());
        return lives ? SessionState.LIVE : SessionState.ENDED;
    }

    /** @return those of the sessions that live and belong to an account that is enabled */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Set<String> living(Collection<String> sessionIds) {
        return Set.copyOf(entities.createQuery(
                        "SELECT s.id FROM LoginSession s, User u WHERE s.id IN :ids AND s.expiresAt > :now "
                                + "AND u.id = s.userId AND u.enabled = TRUE",
                        String.class)
                .setParameter("ids", sessionIds)
                .setParameter("now", clock.instant())
                .getResultList());
    }

    /** @return how many were removed; if that is {@link #PURGE}, there may be more */
    public int removeExpired() {
        List<String> expired = entities.createQuery(
                        "SELECT s.id FROM LoginSession s WHERE s.expiresAt < :now ORDER BY s.expiresAt", String.class)
                .setParameter("now", clock.instant())
                .setMaxResults(PURGE)
                .getResultList();
        if (expired.isEmpty()) {
            return 0;
        }
        return entities.createQuery("DELETE FROM LoginSession s WHERE s.id IN :ids AND s.expiresAt < :now")
                .setParameter("ids", expired)
                .setParameter("now", clock.instant())
                .executeUpdate();
    }

    // The lock makes two uses of one token at the same time a first and a second one.
    private Optional<LoginSession> lockedFamily(RefreshToken token) {
        return entities.createQuery("SELECT s FROM LoginSession s WHERE s.familyHash = :family", LoginSession.class)
                .setParameter("family", token.familyHash())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    private SessionEnded remove(LoginSession session) {
        entities.remove(session);
        return new SessionEnded(session.id(), session.userId());
    }

    private Instant expiry(Instant now) {
        return now.plus(settings.tokens().refreshLifetime());
    }
}
