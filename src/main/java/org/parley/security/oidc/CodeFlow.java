package org.parley.security.oidc;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import org.parley.config.Settings;
import org.parley.security.oidc.SignOnFailure.Reason;

/** The authorization code flow with PKCE, from the redirect to the provider to the claims of the user. Thread-safe. */
final class CodeFlow {
    private final Provider provider;
    private final Settings.OpenIdProvider settings;
    private final URI callback;

    /** @param callback where the provider sends browsers back to */
    CodeFlow(Provider provider, URI callback) {
        this.provider = provider;
        this.settings = provider.settings();
        this.callback = callback;
    }

    /** @return where to send the browser */
    URI begin(PendingSignOn pending) throws SignOnFailure {
        return new AuthenticationRequest.Builder(
                        new ResponseType(ResponseType.Value.CODE),
                        new Scope(settings.scopes().toArray(String[]::new)),
                        client(),
                        callback)
                .endpointURI(metadata().getAuthorizationEndpointURI())
                .state(pending.state())
                .nonce(pending.nonce())
                .codeChallenge(pending.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** @param answer the parameters that the browser brings back */
    LoginAtProvider complete(Map<String, List<String>> answer, PendingSignOn pending) throws SignOnFailure {
        AuthorizationCode code = code(answer, pending);
        OIDCTokens tokens = redeem(code, pending);
        IDTokenClaimsSet claims = verified(tokens, pending);
        Map<String, Object> all = withUserInfo(claimsOf(tokens), tokens);
        try {
            return new LoginAtProvider(
                    ProviderUser.of(all, settings.claims()),
                    Optional.ofNullable(claims.getSessionID()).map(sid -> sid.getValue()),
                    claims.getIssueTime() == null
                            ? Instant.EPOCH
                            : claims.getIssueTime().toInstant(),
                    Optional.of(tokens.getIDTokenString()));
        } catch (IllegalArgumentException e) {
            throw new SignOnFailure(Reason.FAILED, "the ID token has " + e.getMessage());
        }
    }

    private static Map<String, Object> claimsOf(OIDCTokens tokens) throws SignOnFailure {
        try {
            return new HashMap<>(tokens.getIDToken().getJWTClaimsSet().getClaims());
        } catch (java.text.ParseException e) {
            throw new SignOnFailure(Reason.FAILED, "the ID token has no claims");
        }
    }

    private AuthorizationCode code(Map<String, List<String>> answer, PendingSignOn pending) throws SignOnFailure {
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(callback, answer);
        } catch (ParseException e) {
            throw new SignOnFailure(Reason.FAILED, "what the browser brought back is no answer of a provider");
        }
        if (!pending.state().equals(response.getState())) {
            throw new SignOnFailure(Reason.EXPIRED, "the state is that of another attempt");
        }
        boolean named = response.getIssuer() != null;
        if (named
                ? !provider.issuer().equals(response.getIssuer())
                : metadata().supportsAuthorizationResponseIssuerParam()) {
            throw new SignOnFailure(Reason.FAILED, "the answer comes from another issuer");
        }
        if (response instanceof AuthenticationErrorResponse error) {
            throw refused(error.getErrorObject());
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw new SignOnFailure(Reason.FAILED, "the answer has no code");
        }
        return code;
    }

    private static SignOnFailure refused(ErrorObject error) {
        if (OAuth2Error.ACCESS_DENIED.equals(error)) {
            return new SignOnFailure(Reason.CANCELLED, "the user or the provider has cancelled");
        }
        boolean passing = OAuth2Error.SERVER_ERROR.equals(error) || OAuth2Error.TEMPORARILY_UNAVAILABLE.equals(error);
        return new SignOnFailure(passing ? Reason.UNAVAILABLE : Reason.FAILED, "the provider says " + error.getCode());
    }

    private OIDCTokens redeem(AuthorizationCode code, PendingSignOn pending) throws SignOnFailure {
        OIDCProviderMetadata metadata = metadata();
        var grant = new AuthorizationCodeGrant(code, callback, pending.verifier());
        Optional<ClientAuthentication> proof = settings.clientSecret().map(secret -> proof(secret, metadata));
        TokenRequest request = proof.isPresent()
                ? new TokenRequest.Builder(metadata.getTokenEndpointURI(), proof.get(), grant).build()
                : new TokenRequest.Builder(metadata.getTokenEndpointURI(), client(), grant).build();
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(send(request.toHTTPRequest()));
            if (response instanceof OIDCTokenResponse good) {
                return good.getOIDCTokens();
            }
            throw new SignOnFailure(
                    Reason.FAILED,
                    "the token endpoint says "
                            + response.toErrorResponse().getErrorObject().getCode());
        } catch (ParseException e) {
            throw new SignOnFailure(Reason.UNAVAILABLE, "the token endpoint gives no tokens");
        }
    }

    private com.nimbusds.oauth2.sdk.http.HTTPResponse send(HTTPRequest request) throws SignOnFailure {
        try {
            return provider.connection().send(request);
        } catch (IOException e) {
            throw new SignOnFailure(Reason.UNAVAILABLE, request.getURL() + " can't be reached: " + e.getMessage());
        }
    }

    private ClientAuthentication proof(String secret, OIDCProviderMetadata metadata) {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean post = methods != null
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return post
                ? new ClientSecretPost(client(), new Secret(secret))
                : new ClientSecretBasic(client(), new Secret(secret));
    }

    private IDTokenClaimsSet verified(OIDCTokens tokens, PendingSignOn pending) throws SignOnFailure {
        try {
            var validator = new IDTokenValidator(provider.issuer(), client(), provider.keySelector(), null);
            validator.setMaxClockSkew((int) settings.clockSkew().toSeconds());
            IDTokenClaimsSet claims = validator.validate(tokens.getIDToken(), pending.nonce());
            if (claims.getAuthorizedParty() != null
                    && !claims.getAuthorizedParty().getValue().equals(settings.clientId())) {
                throw new SignOnFailure(Reason.FAILED, "the ID token was made for another client");
            }
            return claims;
        } catch (BadJOSEException e) {
            throw new SignOnFailure(Reason.FAILED, "the ID token is not good: " + e.getMessage());
        } catch (KeySourceException | ProviderUnavailable e) {
            throw new SignOnFailure(Reason.UNAVAILABLE, "the provider's keys can't be had: " + e.getMessage());
        } catch (JOSEException e) {
            throw new SignOnFailure(Reason.FAILED, "the ID token can't be checked: " + e.getMessage());
        }
    }

    /** Some providers tell of the user only there. What the ID token has goes before. */
    private Map<String, Object> withUserInfo(Map<String, Object> claims, OIDCTokens tokens) throws SignOnFailure {
        Settings.ClaimNames names = settings.claims();
        Stream<String> needed = Stream.of(names.handle(), names.name(), names.email(), names.roles());
        Stream<String> alsoNeeded = settings.groups().isEmpty() ? Stream.empty() : Stream.of(names.groups());
        URI endpoint = metadata().getUserInfoEndpointURI();
        if (endpoint == null || Stream.concat(needed, alsoNeeded).allMatch(name -> ProviderUser.has(claims, name))) {
            return claims;
        }
        try {
            UserInfoResponse response = UserInfoResponse.parse(
                    send(new UserInfoRequest(endpoint, tokens.getBearerAccessToken()).toHTTPRequest()));
            if (response.indicatesSuccess() && response.toSuccessResponse().getUserInfo() != null) {
                Map<String, Object> more =
                        response.toSuccessResponse().getUserInfo().toJSONObject();
                if (claims.get("sub").equals(more.get("sub"))) {
                    more.forEach(claims::putIfAbsent);
                }
            }
            return claims;
        } catch (ParseException e) {
            throw new SignOnFailure(Reason.UNAVAILABLE, "the user info endpoint does not tell of the user");
        }
    }

    private OIDCProviderMetadata metadata() throws SignOnFailure {
        try {
            return provider.metadata();
        } catch (ProviderUnavailable e) {
            throw new SignOnFailure(Reason.UNAVAILABLE, e.getMessage());
        }
    }

    private ClientID client() {
        return new ClientID(settings.clientId());
    }
}
