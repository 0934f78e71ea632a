package org.parley.security;

import java.net.URI;
import java.sql.SQLIntegrityConstraintViolationException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.parley.audit.Deed;
import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.Credentials;
import org.parley.user.DisplayName;
import org.parley.user.Handle;
import org.parley.user.UserStore;

/**
 * What people do with local accounts and their sessions. To be called outside of transactions: hashing a password takes
 * long, and events are fired when the change they tell of is committed. Thread-safe.
 */
@ApplicationScoped
public class Accounts {
    private static final Logger LOG = Logger.getLogger(Accounts.class.getName());
    private static final Duration LINK_LIFETIME = Duration.ofDays(3);

    @Inject
    private UserStore users;

    @Inject
    private SessionStore sessions;

    @Inject
    private AccountChanges changes;

    @Inject
    private Passwords passwords;

    @Inject
    private AccessTokens tokens;

    @Inject
    private Authenticator authenticator;

    @Inject
    private SignOn signOn;

    @Inject
    private Settings settings;

    @Inject
    private LoginLimits limits;

    @Inject
    private Clock clock;

    @Inject
    private Event<SessionEnded> sessionEnded;

    @Inject
    private Event<AccountDisabled> accountDisabled;

    LoggedIn register(String user, String password, Optional<String> name, Caller caller) {
        checkLocal();
        if (!settings.accounts().registrationOpen()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Registration is closed; ask an administrator for an account.");
        }
        String handle = Handle.parse(user);
        String displayName = name.map(DisplayName::parse).orElse(handle);
        String checked = Passwords.checkNew(password);
        limits.registering(caller);
        if (users.exists(handle)) {
            throw taken(handle);
        }
        String hash = passwords.hash(checked);
        Credentials account = unlessTaken(
                handle,
                () -> changes.register(
                        handle, displayName, hash, settings.accounts().administrator(), caller));
        LOG.log(Level.INFO, "User {0} registered{1}", new Object[] {
            handle, account.administrator() ? " and is an administrator" : ""
        });
        return open(account, caller);
    }

    /**
     * Makes an account for somebody else, who gets a {@link #linkPassword link} to set its password.
     *
     * @param deed of the account with this id
     * @return its handle
     * @throws Refusal {@code malformed} or {@code conflict} if nobody can have this handle or somebody has it
     */
    public String create(String user, Optional<String> name, LongFunction<Deed> deed) {
        checkLocal();
        String handle = Handle.parse(user);
        String displayName = name.map(DisplayName::parse).orElse(handle);
        if (users.exists(handle)) {
            throw taken(handle);
        }
        return unlessTaken(handle, () -> {
            changes.create(handle, displayName, deed);
            return handle;
        });
    }

    /** Somebody may take a handle at the very same time. */
    private static <T> T unlessTaken(String handle, Supplier<T> creation) {
        try {
            return creation.get();
        } catch (EJBException e) {
            if (causedBy(e, SQLIntegrityConstraintViolationException.class)) {
                throw taken(handle);
            }
            throw e;
        }
    }

    LoggedIn login(String user, String password, Caller caller) {
        checkLocal();
        Optional<String> handle = Handle.find(user);
        String account = handle.orElse("?");
        limits.guessing(account, caller);
        Optional<Credentials> found = handle.flatMap(users::credentials);
        // Also for nobody, so that the time does not tell who has an account.
        boolean right =
                passwords.verify(password, found.map(Credentials::passwordHash).orElse(null));
        if (!right) {
            found.filter(Credentials::administrator).ifPresent(target -> failed(target, caller));
            throw new WrongPassword("The name or the password is wrong.");
        }
        limits.guessed(account, caller);
        return open(withCurrentHash(enabled(found.orElseThrow()), password), caller);
    }

    /** @return the account, with a hash of this password, which was verified, as expensive as those of today */
    private Credentials withCurrentHash(Credentials account, String password) {
        Optional<String> renewed = passwords.renewed(password, account.passwordHash());
        if (renewed.isEmpty()) {
            return account;
        }
        Credentials now = users.renewPasswordHash(account, renewed.get());
        // Another log-in may have done it at the same time, with another hash of the same password.
        boolean same = renewed.get().equals(now.passwordHash()) || passwords.verify(password, now.passwordHash());
        return same ? now : account;
    }

    private void failed(Credentials administrator, Caller caller) {
        if (limits.recorded(administrator.handle())) {
            changes.failed(administrator, caller);
        }
    }

    /**
     * @return a secret by which the user of this account sets a password without the old one: once, within
     *     {@link #LINK_LIFETIME}, and as long as no other is made
     * @throws Refusal {@code conflict} if the account is disabled, or is of somebody who signs in at the provider and has no
     *     password here
     */
    public String linkPassword(long userId, Deed deed) {
        checkLocal();
        boolean withoutPassword = users.credentials(userId).orElseThrow().passwordHash() == null;
        if (withoutPassword && signOn.knows(userId)) {
            throw new Refusal(
                    ErrorCode.CONFLICT, "This user signs in at the OpenID provider and has no password here.");
        }
        String link = Secrets.random(32);
        changes.linkPassword(userId, Secrets.hash(link), clock.instant().plus(LINK_LIFETIME), deed);
        return link;
    }

    /**
     * Sets a password by a link and logs in. Ends all the sessions that the account had.
     *
     * @throws Refusal {@code not_found} if the link is none, is too old or was used
     */
    LoggedIn setPassword(String user, String link, String password, Caller caller) {
        checkLocal();
        String checked = Passwords.checkNew(password);
        String handle = Handle.find(user).orElseThrow(Accounts::wornOut);
        String linkHash = Secrets.hash(link);
        // Before a hash that takes long is made for nothing.
        if (!users.passwordLinkedBy(handle, linkHash)) {
            throw wornOut();
        }
        RefreshToken token = RefreshToken.first();
        AccountChanges.PasswordSet set = changes.setPassword(handle, linkHash, passwords.hash(checked), token, caller)
                .orElseThrow(Accounts::wornOut);
        tell(set.ended());
        return loggedIn(set.account(), set.session(), token);
    }

    private static Refusal wornOut() {
        return new Refusal(
                ErrorCode.NOT_FOUND, "This link is too old, or was used before; ask an administrator for another one.");
    }

    /** @return empty if the token renews nothing, be it unknown, expired or used before */
    Optional<LoggedIn> refresh(RefreshToken token, Caller caller) {
        SessionStore.Refresh refresh = sessions.refresh(token, caller.device());
        if (refresh instanceof SessionStore.Refresh.Renewed renewed) {
            return Optional.of(loggedIn(renewed.account(), renewed.sessionId(), renewed.next()));
        }
        if (refresh instanceof SessionStore.Refresh.Disabled) {
            throw disabled();
        }
        if (refresh instanceof SessionStore.Refresh.Reused reused) {
            LOG.log(
                    Level.WARNING,
                    "A refresh token of user id {0} was used twice, perhaps stolen; the session is revoked",
                    Long.toString(reused.userId()));
            tell(List.of(new SessionEnded(reused.sessionId(), reused.userId())));
        }
        return Optional.empty();
    }

    /** @return where a user who signed in at the provider is logged out there, too; to be asked before the log-out here */
    Optional<URI> logoutUrl(RefreshToken token, String contextPath) {
        return sessions.idOf(token).flatMap(id -> signOn.logoutUrl(id, contextPath));
    }

    void logout(RefreshToken token) {
        tell(sessions.end(token).stream().toList());
    }

    void logout(ParleyPrincipal principal) {
        tell(sessions.end(principal.sessionId()).stream().toList());
    }

    /** @return whether this user had such a session */
    public boolean endSession(long userId, String sessionId) {
        Optional<SessionEnded> ended = sessions.end(sessionId, userId);
        tell(ended.stream().toList());
        return ended.isPresent();
    }

    /** Logs the user out everywhere but in one session; an empty one means everywhere. */
    public void endSessions(long userId, String keptSessionId) {
        tell(sessions.endAll(userId, keptSessionId));
    }

    /** Also ends the user's other sessions: somebody else may be behind one of them. */
    void changePassword(ParleyPrincipal principal, String current, String password, Caller caller) {
        checkLocal();
        String checked = Passwords.checkNew(password);
        limits.guessing(principal.handle(), caller);
        Credentials account = users.credentials(principal.userId()).orElseThrow();
        if (!passwords.verify(current, account.passwordHash())) {
            throw new Refusal(ErrorCode.FORBIDDEN, "The current password is wrong.");
        }
        limits.guessed(principal.handle(), caller);
        tell(sessions.changePassword(account.userId(), passwords.hash(checked), principal.sessionId()));
    }

    /**
     * Ends all that the user has open, on other nodes within five seconds.
     *
     * @throws Refusal {@code conflict} if nobody would be left who administers Parley
     */
    public void disable(long userId, Deed deed) {
        shutOut(userId, changes.disable(userId, deed));
    }

    /** Lets a disabled user log in again. */
    public void enable(long userId, Deed deed) {
        changes.enable(userId, deed);
        authenticator.forgetAll();
    }

    /**
     * Makes a user an administrator, or one no longer, from the next request on.
     *
     * @throws Refusal {@code conflict} if nobody would be left who administers Parley
     */
    public void administer(long userId, boolean on, Deed deed) {
        changes.administer(userId, on, deed);
    }

    /** @return whether this user had such a session */
    public boolean endSession(long userId, String sessionId, Deed deed) {
        Optional<SessionEnded> ended = changes.endSession(userId, sessionId, deed);
        tell(ended.stream().toList());
        return ended.isPresent();
    }

    public void endSessions(long userId, Deed deed) {
        tell(changes.endSessions(userId, deed));
    }

    /**
     * Takes away everything by which one could tell whose account this was. What the user wrote stays where others read it,
     * with an author who has no name.
     *
     * @throws Refusal {@code conflict} if it is the account that the operator has named as the administrator's: whoever took
     *     its name next would be one; or if nobody would be left who administers Parley
     */
    public void erase(long userId, Deed deed) {
        Optional<String> named = settings.accounts().administrator();
        if (named.isPresent() && named.equals(users.credentials(userId).map(Credentials::handle))) {
            throw new Refusal(
                    ErrorCode.CONFLICT, "chat.admin.user names this account; take it out of the settings first.");
        }
        shutOut(userId, changes.erase(userId, deed));
    }

    private void shutOut(long userId, List<SessionEnded> ended) {
        authenticator.forget(ended, SessionState.DISABLED);
        accountDisabled.fire(new AccountDisabled(userId));
    }

    private LoggedIn open(Credentials account, Caller caller) {
        RefreshToken token = RefreshToken.first();
        String session = account.administrator()
                ? changes.open(account, token, caller)
                : sessions.open(account, token, caller.device());
        return loggedIn(account, session, token);
    }

    private LoggedIn loggedIn(Credentials account, String sessionId, RefreshToken token) {
        return new LoggedIn(tokens.issue(account, sessionId), tokens.lifetime(), account.handle(), token);
    }

    /** Closes the connections of sessions that have ended in the database, on other nodes within five seconds. */
    public void tell(List<SessionEnded> ended) {
        authenticator.forget(ended, SessionState.ENDED);
        ended.forEach(sessionEnded::fire);
    }

    private void checkLocal() {
        if (!settings.accounts().local()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "There are no accounts with passwords here; use single sign-on.");
        }
    }

    private static Credentials enabled(Credentials account) {
        if (!account.enabled()) {
            throw disabled();
        }
        return account;
    }

    static Refusal disabled() {
        return new Refusal(ErrorCode.FORBIDDEN, "This account is disabled; ask your administrator.");
    }

    private static Refusal taken(String handle) {
        return new Refusal(ErrorCode.CONFLICT, "The name " + handle + " is taken.");
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
