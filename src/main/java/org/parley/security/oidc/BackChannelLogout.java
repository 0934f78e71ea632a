package org.parley.security.oidc;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.protocol.Refusal;
import org.parley.security.Accounts;
import org.parley.security.InvalidToken;
import org.parley.security.SessionEnded;

/** OpenID Connect Back-Channel Logout 1.0: the provider says whose log-in has ended. */
@ApplicationScoped
class BackChannelLogout {
    private static final Logger LOG = Logger.getLogger(BackChannelLogout.class.getName());

    @Inject
    private ProviderWatch watch;

    @Inject
    private ProviderLogins logins;

    @Inject
    private Accounts accounts;

    @Inject
    private Clock clock;

    /**
     * Ends the sessions, and on all nodes within five seconds their connections.
     *
     * @throws InvalidToken if there is any doubt about the token, or it was here before
     * @throws Refusal if that can't be told now; the provider may try again
     */
    void accept(String token) throws InvalidToken {
        Provider provider = watch.provider().orElseThrow(() -> new InvalidToken("there is no provider"));
        LogoutTokenCheck.Notice notice = new LogoutTokenCheck(provider, clock).verify(token);
        Optional<List<SessionEnded>> ended;
        try {
            ended = logins.logout(notice.id(), notice.life(), notice.subject(), notice.sid());
        } catch (EJBException e) {
            // Of two at the very same time one is the first.
            ended = logins.logout(notice.id(), notice.life(), notice.subject(), notice.sid());
        }
        accounts.tell(ended.orElseThrow(() -> new InvalidToken("a replay")));
        LOG.log(Level.FINE, "The provider ended {0} sessions", ended.get().size());
    }
}
