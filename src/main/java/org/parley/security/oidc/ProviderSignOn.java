package org.parley.security.oidc;

import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import org.parley.config.Settings;
import org.parley.local.LocalCaches;
import org.parley.security.AccountDisabled;
import org.parley.security.DisabledAccount;
import org.parley.security.InvalidToken;
import org.parley.security.ParleyPrincipal;
import org.parley.security.SignOn;
import org.parley.user.Roles;

/** API clients with access tokens of the provider, and where people log out there. */
@ApplicationScoped
class ProviderSignOn implements SignOn {
    private static final String DEVICE = "API client of the OpenID provider";
    private static final int MAX_CLIENT = 100;

    @Inject
    private ProviderWatch watch;

    @Inject
    private ProviderLogins logins;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** Whom a session's tokens are of. Whether the session lives is asked elsewhere. */
    private final Cache<String, ProviderLogins.Entry.Entered> entered = LocalCaches.builder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    @Override
    public Optional<ParleyPrincipal> principal(String token) throws InvalidToken, DisabledAccount {
        Optional<AccessTokenCheck> check = watch.provider().flatMap(provider -> provider.settings()
                .audience()
                .map(audience -> new AccessTokenCheck(provider, audience, clock)));
        if (check.filter(possible -> possible.claimsToBe(token)).isEmpty()) {
            return Optional.empty();
        }
        JWTClaimsSet claims = check.get().verify(token);
        Settings.OpenIdProvider provider = settings.openIdProvider().orElseThrow();
        ProviderUser user = user(claims, provider);
        if (!user.allowed(provider)) {
            throw new InvalidToken("in none of the groups");
        }
        Optional<Boolean> administrator = user.administrator(provider);
        var session = session(claims, user);
        return Optional.of(new ParleyPrincipal(
                session.account().userId(),
                session.account().handle(),
                session.sessionId(),
                check.get().end(claims),
                Set.copyOf(Roles.of(administrator.orElse(session.account().administrator()))),
                administrator.isPresent()));
    }

    private static ProviderUser user(JWTClaimsSet claims, Settings.OpenIdProvider provider) throws InvalidToken {
        try {
            return ProviderUser.of(claims.getClaims(), provider.claims());
        } catch (IllegalArgumentException e) {
            throw new InvalidToken(e.getMessage());
        }
    }

    private ProviderLogins.Entry.Entered session(JWTClaimsSet claims, ProviderUser user)
            throws InvalidToken, DisabledAccount {
        Optional<String> sid = text(claims, "sid");
        String client = text(claims, "azp").or(() -> text(claims, "client_id")).orElse("");
        // Without the provider's name for the log-in, it is all that this client does for this user.
        String sessionId = ApiSession.id(claims.getIssuer(), user.subject(), client, sid.orElse(""));
        ProviderLogins.Entry.Entered known = entered.getIfPresent(sessionId);
        if (known != null) {
            return known;
        }
        Instant issuedAt = claims.getIssueTime().toInstant();
        LoginAtProvider login = new LoginAtProvider(user, sid, issuedAt, Optional.empty());
        ProviderLogins.Entry entry = Attempts.untilAlone(() -> logins.admit(login, sessionId, device(client)));
        if (entry instanceof ProviderLogins.Entry.Entered now) {
            entered.put(sessionId, now);
            return now;
        }
        if (entry instanceof ProviderLogins.Entry.Disabled) {
            throw new DisabledAccount();
        }
        throw new InvalidToken("the log-in has ended");
    }

    /** It may have been erased, and the same person may have another account from their next log-in on. */
    void disabled(@Observes AccountDisabled account) {
        entered.asMap().values().removeIf(known -> known.account().userId() == account.userId());
    }

    private static String device(String client) {
        return client.isEmpty() ? DEVICE : DEVICE + ": " + client.substring(0, Math.min(MAX_CLIENT, client.length()));
    }

    private static Optional<String> text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    @Override
    public Set<Long> administered(Collection<Long> userIds) {
        boolean decides = settings.openIdProvider()
                .flatMap(Settings.OpenIdProvider::administratorRole)
                .isPresent();
        return decides && !userIds.isEmpty() ? logins.known(userIds) : Set.of();
    }

    @Override
    public boolean knows(long userId) {
        return settings.openIdProvider().isPresent()
                && !logins.known(Set.of(userId)).isEmpty();
    }

    @Override
    public Optional<URI> logoutUrl(String sessionId, String contextPath) {
        Optional<URI> endpoint = watch.provider().flatMap(Provider::endSessionEndpoint);
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        URI home = URI.create(settings.publicUrl().orElseThrow() + contextPath + "/");
        ClientID client = new ClientID(settings.openIdProvider().orElseThrow().clientId());
        return logins.hint(sessionId).map(hint -> {
            JWT idToken = hint.idToken().map(ProviderSignOn::parsed).orElse(null);
            return new LogoutRequest(endpoint.get(), idToken, null, client, home, null, null).toURI();
        });
    }

    private static JWT parsed(String idToken) {
        try {
            return JWTParser.parse(idToken);
        } catch (ParseException e) {
            throw new IllegalStateException("An ID token was kept that is none", e);
        }
    }
}
