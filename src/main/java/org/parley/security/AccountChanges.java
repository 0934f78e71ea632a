package org.parley.security;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.user.Credentials;
import org.parley.user.UserStore;

/**
 * What is done with accounts by administrators, and by others where it takes or gives rights; each method is one
 * transaction, with its entry in the audit trail. Nobody is told of anything: {@link Accounts} does that.
 */
@Stateless
public class AccountChanges {
    /** What else there is of a person alone, wherever it is kept. */
    private static final List<String> ERASURES = List.of(
            "DELETE FROM parley_identity WHERE user_id = ?",
            "DELETE FROM parley_contact WHERE ? IN (low_id, high_id)",
            "DELETE FROM parley_join_request WHERE user_id = ?",
            "DELETE FROM parley_last_seen WHERE user_id = ?",
            "UPDATE parley_blob SET settled = FALSE WHERE blob_key = (SELECT avatar FROM parley_user WHERE id = ?)",
            "UPDATE parley_user SET avatar = NULL WHERE id = ?");

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserStore users;

    @Inject
    private SessionStore sessions;

    @Inject
    private AuditTrail trail;

    /**
     * Makes an account with a password, as {@link UserStore#register} does. The audit trail tells of an administrator's.
     *
     * @param administrator the handle of the account that is to be an administrator; if absent, the first account is
     */
    public Credentials register(
            String handle, String name, String passwordHash, Optional<String> administrator, Caller caller) {
        Credentials account = users.register(handle, name, passwordHash, administrator);
        if (account.administrator()) {
            String person = Deed.person(account.userId());
            trail.record(new Deed(person, "user.administrator", person, "by registering", caller.address()));
        }
        return account;
    }

    /**
     * Makes an account without a password.
     *
     * @param deed of the account with this id
     */
    public void create(String handle, String name, LongFunction<Deed> deed) {
        long userId = users.create(handle, name);
        trail.record(deed.apply(userId));
    }

    public void linkPassword(long userId, String linkHash, Instant until, Deed deed) {
        users.linkPassword(userId, linkHash, until);
        trail.record(deed);
    }

    /** A password that was set by a link, the session that begins with it, and those that ended. */
    public record PasswordSet(Credentials account, String session, List<SessionEnded> ended) {}

    /** @return empty if the link is not good, or not any more */
    public Optional<PasswordSet> setPassword(
            String handle, String linkHash, String passwordHash, RefreshToken token, Caller caller) {
        return users.setPassword(handle, linkHash, passwordHash).map(account -> {
            List<SessionEnded> ended = sessions.endAll(account.userId(), "");
            String session = sessions.open(account.userId(), token, caller.device());
            // Whoever has the link: it need not be the one whose account it is.
            trail.record(new Deed("", "user.password", Deed.person(account.userId()), "", caller.address()));
            return new PasswordSet(account, session, ended);
        });
    }

    /** Begins a session that has rights which others have not. Throws as {@link SessionStore#open} does. */
    public String open(Credentials account, RefreshToken token, Caller caller) {
        String session = sessions.open(account, token, caller.device());
        String person = Deed.person(account.userId());
        trail.record(new Deed(person, "login", person, "", caller.address()));
        return session;
    }

    /** Somebody, nobody knows who, tried to be this administrator. */
    public void failed(Credentials account, Caller caller) {
        trail.record(new Deed("", "login.failed", Deed.person(account.userId()), "", caller.address()));
    }

    /** Ends all of the sessions, too, so that none revives if the account is enabled again. */
    public List<SessionEnded> disable(long userId, Deed deed) {
        users.enable(userId, false);
        List<SessionEnded> ended = sessions.endAll(userId, "");
        trail.record(deed);
        return ended;
    }

    public void enable(long userId, Deed deed) {
        users.enable(userId, true);
        trail.record(deed);
    }

    public void administer(long userId, boolean on, Deed deed) {
        users.administer(userId, on);
        trail.record(deed);
    }

    public Optional<SessionEnded> endSession(long userId, String sessionId, Deed deed) {
        Optional<SessionEnded> ended = sessions.end(sessionId, userId);
        ended.ifPresent(session -> trail.record(deed));
        return ended;
    }

    public List<SessionEnded> endSessions(long userId, Deed deed) {
        List<SessionEnded> ended = sessions.endAll(userId, "");
        trail.record(deed);
        return ended;
    }

    public List<SessionEnded> erase(long userId, Deed deed) {
        users.erase(userId);
        for (String statement : ERASURES) {
            entities.createNativeQuery(statement).setParameter(1, userId).executeUpdate();
        }
        List<SessionEnded> ended = sessions.endAll(userId, "");
        trail.record(deed);
        return ended;
    }
}
