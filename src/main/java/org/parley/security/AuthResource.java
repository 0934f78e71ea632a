package org.parley.security;

import java.net.URI;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;
import org.parley.rest.Problem;

/**
 * Registering, logging in, staying logged in and logging out. The refresh token is in a cookie that no script can read
 * and that browsers send with requests from Parley's own pages alone.
 */
@Path("/auth")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {

    @Inject
    private Accounts accounts;

    @Inject
    private Origins origins;

    @Inject
    private Proxies proxies;

    @Inject
    private RefreshCookie refreshCookie;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest request;

    /**
     * What a client needs to know before it can log in.
     *
     * @param oidcName what the provider is called; null if there is none
     * @param issuer the provider whose access tokens are taken from API clients; null if none are
     */
    public record Config(boolean local, boolean registration, boolean oidc, String oidcName, String issuer) {}

    /** @param logoutUrl where the browser is to go, so that the user is logged out at the provider, too */
    public record LoggedOut(String logoutUrl) {}

    /** @param expiresIn seconds */
    public record Token(String accessToken, long expiresIn, String user) {}

    @GET
    @Path("config")
    @PermitAll
    public Config config() {
        Settings.Accounts own = settings.accounts();
        Optional<Settings.OpenIdProvider> provider = settings.openIdProvider();
        return new Config(
                own.local(),
                own.local() && own.registrationOpen(),
                provider.isPresent(),
                provider.map(Settings.OpenIdProvider::name).orElse(null),
                provider.filter(known -> known.audience().isPresent())
                        .map(known -> known.issuer().toString())
                        .orElse(null));
    }

    @POST
    @Path("register")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    public Response register(Body body) {
        checkOrigin();
        LoggedIn login = accounts.register(
                body.string("user"), body.string("password"), body.optionalString("name"), proxies.caller(request));
        return answer(Response.Status.CREATED, login);
    }

    @POST
    @Path("login")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    public Response login(Body body) {
        checkOrigin();
        try {
            return answer(
                    Response.Status.OK,
                    accounts.login(body.string("user"), body.string("password"), proxies.caller(request)));
        } catch (WrongPassword e) {
            return Problem.unauthorized(e.getMessage()).response();
        }
    }

    @POST
    @Path("refresh")
    @PermitAll
    public Response refresh() {
        checkOrigin();
        return refreshCookie
                .in(request)
                .flatMap(token -> accounts.refresh(token, proxies.caller(request)))
                .map(login -> answer(Response.Status.OK, login))
                .orElseGet(() -> withoutCookie(Response.fromResponse(
                        Problem.unauthorized("Log in again.").response())));
    }

    @POST
    @Path("logout")
    @PermitAll
    public Response logout() {
        checkOrigin();
        Optional<URI> provider = Optional.empty();
        Optional<RefreshToken> token = refreshCookie.in(request);
        if (token.isPresent()) {
            provider = accounts.logoutUrl(token.get(), request.getContextPath());
            accounts.logout(token.get());
        }
        if (request.getUserPrincipal() instanceof ParleyPrincipal principal) {
            accounts.logout(principal);
        }
        return withoutCookie(
                provider.map(url -> Response.ok(new LoggedOut(url.toString()))).orElseGet(Response::noContent));
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    public void password(Body body) {
        ParleyPrincipal caller = ParleyPrincipal.of(request.getUserPrincipal());
        accounts.changePassword(caller, body.string("current"), body.string("password"), proxies.caller(request));
    }

    /** Sets a password by a link that an administrator gave to the user, and logs in. */
    @POST
    @Path("password-link")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    public Response passwordLink(Body body) {
        checkOrigin();
        LoggedIn login = accounts.setPassword(
                body.string("user"), body.string("link"), body.string("password"), proxies.caller(request));
        // The cookie takes its place.
        refreshCookie.in(request).ifPresent(accounts::logout);
        return answer(Response.Status.OK, login);
    }

    private void checkOrigin() {
        if (!origins.allowed(request)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "This address is not accepted; open Parley at its usual one, or tell your administrator.");
        }
    }

    private Response answer(Response.Status status, LoggedIn login) {
        Token token = new Token(login.accessToken(), login.expiresIn().toSeconds(), login.user());
        return Response.status(status)
                .entity(token)
                .header(HttpHeaders.SET_COOKIE, refreshCookie.holding(login.refreshToken(), request))
                .build();
    }

    private Response withoutCookie(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.SET_COOKIE, refreshCookie.gone(request))
                .build();
    }
}
