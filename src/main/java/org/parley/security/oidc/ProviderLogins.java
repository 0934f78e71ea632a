package org.parley.security.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.config.Settings;
import org.parley.security.Caller;
import org.parley.security.RefreshToken;
import org.parley.security.Secrets;
import org.parley.security.SessionEnded;
import org.parley.security.SessionStore;
import org.parley.user.Credentials;
import org.parley.user.Handle;
import org.parley.user.ProfileChange;
import org.parley.user.UserStore;

/**
 * The provider's users, and the sessions that come from their log-ins there; each method is one transaction. A log-in
 * that the provider has ended never becomes a session again, whichever node hears of the one or the other first.
 */
@Stateless
public class ProviderLogins {
    private static final int PURGE = 1_000;

    /** No access token is taken for longer. */
    private static final Duration LONGER_THAN_TOKENS = AccessTokenCheck.MAX_AGE.plusHours(1);

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserStore users;

    @Inject
    private SessionStore sessions;

    @Inject
    private AuditTrail trail;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** What became of a log-in. */
    public sealed interface Entry {
        record Entered(Credentials account, String sessionId) implements Entry {}

        record Disabled() implements Entry {}

        /** The provider, or the user, has ended this log-in. */
        record Ended() implements Entry {}
    }

    /**
     * Lets somebody in who has just signed in; makes the account of one who is new, and brings that of others up to date.
     * Fails with a persistence exception if the same happens elsewhere at the very same time; then it is to be repeated.
     */
    public Entry signIn(LoginAtProvider login, RefreshToken token, Caller caller) {
        if (endedByProvider(login)) {
            return new Entry.Ended();
        }
        long userId = known(login.user()).orElseGet(() -> create(login.user()));
        follow(userId, login.user());
        Credentials account = users.credentials(userId).orElseThrow();
        if (!account.enabled()) {
            return new Entry.Disabled();
        }
        String sessionId = sessions.open(userId, token, caller.device());
        remember(sessionId, login);
        record(account, "at the OpenID provider", caller.address());
        return new Entry.Entered(account, sessionId);
    }

    /**
     * Lets in who bears an access token. All tokens of one log-in have one session, which begins with the first of them
     * and does not come back after its end. Fails like {@link #signIn}.
     *
     * @param sessionId as {@link ApiSession} names it
     */
    public Entry admit(LoginAtProvider login, String sessionId, String device) {
        Optional<Credentials> known = known(login.user()).flatMap(users::credentials);
        if (known.isPresent() && !known.get().enabled()) {
            return new Entry.Disabled();
        }
        String begun = id("session", sessionId);
        boolean ended = endedByProvider(login) || (marked(begun).isPresent() && !lives(sessionId));
        if (ended) {
            return new Entry.Ended();
        }
        // Not earlier: who was erased does not come back with what was ended then.
        Credentials account = known.orElseGet(() -> newcomer(login.user()));
        long userId = account.userId();
        if (marked(begun).isEmpty()) {
            begin(login, sessionId, userId, device);
            // But not the roles: a program may have got a token with less than its user has.
            users.follow(userId, profile(login.user()), Optional.empty());
            record(account, device, "");
        }
        return new Entry.Entered(account, sessionId);
    }

    private boolean lives(String sessionId) {
        return entities.createQuery("SELECT COUNT(l) FROM ProviderLogin l WHERE l.sessionId = :session", Long.class)
                        .setParameter("session", sessionId)
                        .getSingleResult()
                > 0;
    }

    private void begin(LoginAtProvider login, String sessionId, long userId, String device) {
        Duration life = login.sid().isPresent() ? life() : LONGER_THAN_TOKENS;
        // One that expired may still be there.
        sessions.end(sessionId);
        mark(id("session", sessionId), life);
        sessions.open(sessionId, userId, device, life);
        remember(sessionId, login);
    }

    /** As long as any session that comes from the provider, and any token of an ended log-in. */
    private Duration life() {
        Duration session = settings.tokens().refreshLifetime();
        return session.compareTo(LONGER_THAN_TOKENS) > 0 ? session : LONGER_THAN_TOKENS;
    }

    private Credentials newcomer(ProviderUser user) {
        long userId = create(user);
        follow(userId, user);
        return users.credentials(userId).orElseThrow();
    }

    private Optional<Long> known(ProviderUser user) {
        return Optional.ofNullable(entities.find(Identity.class, new Identity.Key(issuer(), user.subject())))
                .map(Identity::userId);
    }

    /** @return those of these users who come from the provider */
    public Set<Long> known(Collection<Long> userIds) {
        return Set.copyOf(entities.createQuery(
                        "SELECT i.userId FROM Identity i WHERE i.userId IN :ids AND i.issuer = :issuer", Long.class)
                .setParameter("ids", userIds)
                .setParameter("issuer", issuer())
                .getResultList());
    }

    /** Who somebody is for a provider. */
    public record AtProvider(String issuer, String subject) {}

    /** @return as whom this user signs in, at whichever provider that was */
    public List<AtProvider> identities(long userId) {
        return entities.createQuery(
                        "SELECT i FROM Identity i WHERE i.userId = :user ORDER BY i.issuer, i.subject", Identity.class)
                .setParameter("user", userId)
                .getResultStream()
                .map(identity -> new AtProvider(identity.issuer(), identity.subject()))
                .toList();
    }

    private long create(ProviderUser user) {
        String handle = HandleChoice.choose(user, name -> Handle.isReserved(name) || users.exists(name));
        long userId = users.create(handle, handle);
        entities.persist(new Identity(issuer(), user.subject(), userId));
        entities.flush();
        return userId;
    }

    private void follow(long userId, ProviderUser user) {
        Optional<Boolean> administrator = user.administrator(provider());
        if (users.follow(userId, profile(user), administrator)) {
            String action = administrator.orElseThrow() ? "user.administrator" : "user.not-administrator";
            trail.record(Deed.ofServer(action, Deed.person(userId), "as the OpenID provider says"));
        }
    }

    private static ProfileChange profile(ProviderUser user) {
        return ProfileChange.leniently(user.name(), user.email());
    }

    private void record(Credentials account, String how, String address) {
        if (account.administrator()) {
            String person = Deed.person(account.userId());
            trail.record(new Deed(person, "login", person, how, address));
        }
    }

    private void remember(String sessionId, LoginAtProvider login) {
        // The session goes first: no relation tells the persistence provider so.
        entities.flush();
        entities.persist(new ProviderLogin(sessionId, issuer(), login));
    }

    /**
     * Ends all sessions of a log-in, or of a user's if only the user is named, and those that would begin with it.
     *
     * @param notice the provider's name for this notice, of which a second one is a replay
     * @return what has ended; empty if the notice is a replay
     */
    public Optional<List<SessionEnded>> logout(
            String notice, Duration noticeLives, Optional<String> subject, Optional<String> sid) {
        String seen = id("notice", notice);
        if (marked(seen).isPresent()) {
            return Optional.empty();
        }
        mark(seen, noticeLives);
        mark(sid.map(value -> id("sid", value)).orElseGet(() -> id("subject", subject.orElseThrow())), life());
        return Optional.of(logins(subject, sid).stream()
                .flatMap(session -> sessions.end(session).stream())
                .toList());
    }

    private List<String> logins(Optional<String> subject, Optional<String> sid) {
        TypedQuery<String> query = entities.createQuery(
                        "SELECT l.sessionId FROM ProviderLogin l WHERE l.issuer = :issuer"
                                + (subject.isPresent() ? " AND l.subject = :subject" : "")
                                + (sid.isPresent() ? " AND l.sid = :sid" : ""),
                        String.class)
                .setParameter("issuer", issuer());
        subject.ifPresent(value -> query.setParameter("subject", value));
        sid.ifPresent(value -> query.setParameter("sid", value));
        return query.getResultList();
    }

    /**
     * What the provider is told when the user of a session logs out.
     *
     * @param idToken empty if it was not kept
     */
    public record Hint(Optional<String> idToken) {}

    /** @return empty if the session does not come from the provider */
    public Optional<Hint> hint(String sessionId) {
        return Optional.ofNullable(entities.find(ProviderLogin.class, sessionId))
                .map(login -> new Hint(login.idToken()));
    }

    private boolean endedByProvider(LoginAtProvider login) {
        boolean ended = login.sid().flatMap(sid -> marked(id("sid", sid))).isPresent();
        return ended
                || marked(id("subject", login.user().subject()))
                        .filter(mark -> !login.issuedAt().isAfter(mark.madeAt()))
                        .isPresent();
    }

    private Optional<Mark> marked(String id) {
        return Optional.ofNullable(entities.find(Mark.class, id)).filter(mark -> mark.counts(clock.instant()));
    }

    private void mark(String id, Duration life) {
        Instant now = clock.instant();
        Mark mark = entities.find(Mark.class, id);
        if (mark == null) {
            mark = new Mark(id);
            entities.persist(mark);
        }
        mark.make(now, now.plus(life));
        entities.flush();
    }

    /** @return how many marks that no longer count were removed; if that is a thousand, there may be more */
    public int removeExpired() {
        List<String> expired = entities.createQuery(
                        "SELECT m.id FROM Mark m WHERE m.expiresAt < :now ORDER BY m.expiresAt", String.class)
                .setParameter("now", clock.instant())
                .setMaxResults(PURGE)
                .getResultList();
        return expired.isEmpty()
                ? 0
                : entities.createQuery("DELETE FROM Mark m WHERE m.id IN :ids AND m.expiresAt < :now")
                        .setParameter("ids", expired)
                        .setParameter("now", clock.instant())
                        .executeUpdate();
    }

    private String id(String kind, String value) {
        return Secrets.hash(kind + '\n' + issuer() + '\n' + value);
    }

    private String issuer() {
        return provider().issuer().toString();
    }

    private Settings.OpenIdProvider provider() {
        return settings.openIdProvider().orElseThrow();
    }
}
