package org.parley.security.oidc;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import org.parley.config.OpenIdUrls;
import org.parley.config.Settings;

/**
 * What the provider says of itself: its discovery document and its keys, both remembered. A key that is not known is
 * asked for at once, at most twice in ten seconds; one that the provider takes back is believed for five minutes, or an
 * hour if the provider can't be reached. Thread-safe.
 */
final class Provider {
    private static final Duration KEYS_LIVE = Duration.ofMinutes(5);
    private static final Duration KEYS_LIVE_IN_OUTAGE = Duration.ofHours(1);
    private static final Duration UNKNOWN_KEYS = Duration.ofSeconds(10);

    private final Settings.OpenIdProvider settings;
    private final ProviderConnection connection;
    private volatile Discovered discovered;

    private record Discovered(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys) {}

    /** @param executor for what waits for the provider */
    Provider(Settings.OpenIdProvider settings, Executor executor) {
        this.settings = settings;
        this.connection = new ProviderConnection(settings, executor);
    }

    Settings.OpenIdProvider settings() {
        return settings;
    }

    ProviderConnection connection() {
        return connection;
    }

    boolean known() {
        return discovered != null;
    }

    /**
     * Reads the discovery document, anew if it is known.
     *
     * @throws ProviderUnavailable if it can't be had, or is not that of this issuer; what was known stays
     */
    void discover() throws ProviderUnavailable {
        try {
            OIDCProviderMetadata metadata = resolve();
            check(metadata);
            Discovered before = discovered;
            boolean same = before != null && before.metadata().getJWKSetURI().equals(metadata.getJWKSetURI());
            discovered = new Discovered(metadata, same ? before.keys() : keys(metadata.getJWKSetURI()));
        } catch (GeneralException | IOException e) {
            throw new ProviderUnavailable(e.getMessage(), e);
        }
    }

    private OIDCProviderMetadata resolve() throws GeneralException, IOException, ProviderUnavailable {
        HTTPResponse answer = connection.send(new OIDCProviderConfigurationRequest(issuer()).toHTTPRequest());
        if (!answer.indicatesSuccess()) {
            throw new ProviderUnavailable("its discovery document was answered with " + answer.getStatusCode(), null);
        }
        OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(answer.getBody());
        if (!issuer().equals(metadata.getIssuer())) {
            throw new ProviderUnavailable("its discovery document names another issuer: " + metadata.getIssuer(), null);
        }
        return metadata;
    }

    private static void check(OIDCProviderMetadata metadata) throws ProviderUnavailable {
        URI userInfo = metadata.getUserInfoEndpointURI();
        boolean safe = Stream.of(
                                metadata.getAuthorizationEndpointURI(),
                                metadata.getTokenEndpointURI(),
                                metadata.getJWKSetURI())
                        .allMatch(uri -> uri != null && OpenIdUrls.safe(uri))
                && (userInfo == null || OpenIdUrls.safe(userInfo));
        if (!safe) {
            throw new ProviderUnavailable(
                    "its discovery document has no https URLs of the authorization endpoint, the token endpoint, the keys, "
                            + "or the user info endpoint",
                    null);
        }
    }

    private JWKSource<SecurityContext> keys(URI where) throws IOException {
        return JWKSourceBuilder.create(where.toURL(), connection.retriever())
                .cache(KEYS_LIVE.toMillis(), 2 * settings.timeout().toMillis())
                // It would have threads of its own.
                .refreshAheadCache(false)
                .rateLimited(UNKNOWN_KEYS.toMillis())
                .outageTolerant(KEYS_LIVE_IN_OUTAGE.toMillis())
                .build();
    }

    Issuer issuer() {
        return new Issuer(settings.issuer());
    }

    /** @throws ProviderUnavailable if the provider has not been reached yet */
    OIDCProviderMetadata metadata() throws ProviderUnavailable {
        return current().metadata();
    }

    /** @return what the key of a token's signature is chosen by; it takes keys for signatures alone */
    JWSVerificationKeySelector<SecurityContext> keySelector() throws ProviderUnavailable {
        return new JWSVerificationKeySelector<>(Algorithms.ALLOWED, current().keys());
    }

    /** @return where a user is logged out at the provider, if the provider has such a place */
    Optional<URI> endSessionEndpoint() {
        return Optional.ofNullable(discovered)
                .map(known -> known.metadata().getEndSessionEndpointURI())
                .filter(OpenIdUrls::safe);
    }

    private Discovered current() throws ProviderUnavailable {
        Discovered current = discovered;
        if (current == null) {
            throw new ProviderUnavailable("it has not been reached yet", null);
        }
        return current;
    }
}
