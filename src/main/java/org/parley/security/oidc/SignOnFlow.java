package org.parley.security.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.security.Caller;
import org.parley.security.RefreshToken;
import org.parley.security.Seal;
import org.parley.security.oidc.SignOnFailure.Reason;
import org.parley.user.UserDirectory;

/** Signing in with a browser. What is to be remembered meanwhile is with the browser, so any node can go on. */
@ApplicationScoped
class SignOnFlow {
    /** How long somebody may take at the provider. */
    static final Duration LIFE = Duration.ofMinutes(15);

    private static final Logger LOG = Logger.getLogger(SignOnFlow.class.getName());
    private static final String PURPOSE = "sign-on";
    private static final int AT_ONCE = 50;

    @Inject
    private ProviderWatch watch;

    @Inject
    private ProviderLogins logins;

    @Inject
    private Seal seal;

    @Inject
    private Settings settings;

    @Inject
    private UserDirectory users;

    /** So that a provider that is slow does not hold all threads. */
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param sealed what the browser is to keep meanwhile */
    record Begun(URI provider, String sealed) {}

    /** @param place where in the web client to go to */
    record Done(RefreshToken token, String place) {}

    Begun begin(String place, URI callback) throws SignOnFailure {
        PendingSignOn pending = PendingSignOn.to(place);
        URI where = new CodeFlow(provider(), callback).begin(pending);
        return new Begun(where, seal.close(PURPOSE, pending.content(), LIFE));
    }

    Done complete(Map<String, List<String>> answer, Optional<String> sealed, URI callback, Caller caller)
            throws SignOnFailure {
        PendingSignOn pending = sealed.flatMap(text -> seal.open(PURPOSE, text))
                .flatMap(PendingSignOn::of)
                .orElseThrow(() -> new SignOnFailure(Reason.EXPIRED, "the browser has not begun it, or long ago"));
        LoginAtProvider login = login(answer, pending, callback);
        if (!login.user().allowed(settings.openIdProvider().orElseThrow())) {
            throw new SignOnFailure(Reason.REFUSED, "subject " + login.user().subject() + " is in none of the groups");
        }
        return new Done(enter(login, caller), pending.place());
    }

    private LoginAtProvider login(Map<String, List<String>> answer, PendingSignOn pending, URI callback)
            throws SignOnFailure {
        if (!places.tryAcquire()) {
            throw new SignOnFailure(Reason.UNAVAILABLE, AT_ONCE + " others wait for the provider already");
        }
        try {
            return new CodeFlow(provider(), callback).complete(answer, pending);
        } finally {
            places.release();
        }
    }

    private RefreshToken enter(LoginAtProvider login, Caller caller) throws SignOnFailure {
        RefreshToken token = RefreshToken.first();
        ProviderLogins.Entry entry = Attempts.untilAlone(() -> logins.signIn(login, token, caller));
        if (entry instanceof ProviderLogins.Entry.Entered entered) {
            users.forget(entered.account().userId());
            LOG.log(
                    Level.FINE,
                    "User {0} has signed in at the provider",
                    entered.account().handle());
            return token;
        }
        throw entry instanceof ProviderLogins.Entry.Disabled
                ? new SignOnFailure(
                        Reason.DISABLED,
                        "the account of subject " + login.user().subject() + " is disabled")
                : new SignOnFailure(Reason.EXPIRED, "the provider has ended this log-in meanwhile");
    }

    private Provider provider() throws SignOnFailure {
        return watch.provider()
                .orElseThrow(() -> new SignOnFailure(Reason.UNAVAILABLE, "there is no provider (chat.oidc.issuer)"));
    }
}
