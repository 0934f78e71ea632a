package org.parley.security;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.local.LocalCaches;
import org.parley.user.UserDirectory;

/**
 * Decides whom a token proves. What it knows of a session may be up to four seconds old if that ended on another node,
 * and is never old if it ended on this one. Thread-safe; may read the database.
 */
@ApplicationScoped
public class Authenticator {
    private static final int FIRST = 1;

    private final Cache<String, SessionState> sessions = LocalCaches.builder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofSeconds(4))
            .build();

    @Inject
    private AccessTokens tokens;

    @Inject
    private SignOn signOn;

    @Inject
    private SessionStore store;

    @Inject
    private UserDirectory users;

    /**
     * @throws InvalidToken if the token is neither Parley's nor the provider's, has expired, or its session has ended
     * @throws DisabledAccount if all is well with the token, but not with the account
     */
    public ParleyPrincipal authenticate(String token) throws InvalidToken, DisabledAccount {
        Optional<ParleyPrincipal> foreign = signOn.principal(token);
        ParleyPrincipal principal = foreign.isPresent() ? foreign.get() : tokens.verify(token);
        SessionState state = sessions.get(principal.sessionId(), id -> store.state(id, principal.userId()));
        if (state == SessionState.DISABLED) {
            throw new DisabledAccount();
        }
        if (state != SessionState.LIVE) {
            throw new InvalidToken("session ended");
        }
        return principal;
    }

    /** Also those that ended on other nodes, before their connections are closed here and come again. */
    void ended(@Observes @Priority(FIRST) SessionEnded session) {
        forget(List.of(session), SessionState.ENDED);
    }

    void disabled(@Observes @Priority(FIRST) AccountDisabled account) {
        forgetAll();
        // It may have been erased, and its handle be free for somebody else.
        users.forget(account.userId());
    }

    void forgetAll() {
        sessions.invalidateAll();
    }

    // Waits for a look-up that is under way, so an answer from before the end can't outlive it.
    void forget(Collection<SessionEnded> ended, SessionState state) {
        ended.forEach(session -> sessions.put(session.sessionId(), state));
    }
}
