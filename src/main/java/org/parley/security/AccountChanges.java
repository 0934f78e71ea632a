package org.parley.security;

import java.util.List;
import java.util.Optional;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.user.Credentials;
import org.parley.user.UserStore;

/**
 * What administrators do with accounts; each method is one transaction, with its entry in the audit trail. Nobody is told
 * of anything: {@link Accounts} does that.
 */
@Stateless
public class AccountChanges {
    @Inject
    private UserStore users;

    @Inject
    private SessionStore sessions;

    @Inject
    private AuditTrail trail;

    /** Begins a session that has rights which others have not. */
    public String open(Credentials account, RefreshToken token, Caller caller) {
        String session = sessions.open(account.userId(), token, caller.device());
        trail.record(new Deed(account.handle(), "login", account.handle(), "", caller.address()));
        return session;
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
        List<SessionEnded> ended = sessions.endAll(userId, "");
        trail.record(deed);
        return ended;
    }
}
