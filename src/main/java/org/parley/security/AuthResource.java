package org.parley.security;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
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
    private static final String COOKIE = "parley_refresh";

    @Inject
    private Accounts accounts;

    @Inject
    private Origins origins;

    @Inject
    private Proxies proxies;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest request;

    /** What a client needs to know before it can log in. */
    public record Config(boolean local, boolean registration, boolean oidc) {}

    /** @param expiresIn seconds */
    public record Token(String accessToken, long expiresIn, String user) {}

    @GET
    @Path("config")
    @PermitAll
    public Config config() {
        return new Config(true, settings.accounts().registrationOpen(), false);
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
    public Response refresh(@CookieParam(COOKIE) String cookie) {
        checkOrigin();
        return token(cookie)
                .flatMap(token -> accounts.refresh(token, proxies.caller(request)))
                .map(login -> answer(Response.Status.OK, login))
                .orElseGet(() -> withCookie(
                        Response.fromResponse(
                                Problem.unauthorized("Log in again.").response()),
                        "",
                        0));
    }

    @POST
    @Path("logout")
    @PermitAll
    public Response logout(@CookieParam(COOKIE) String cookie) {
        checkOrigin();
        token(cookie).ifPresent(accounts::logout);
        if (request.getUserPrincipal() instanceof ParleyPrincipal principal) {
            accounts.logout(principal);
        }
        return withCookie(Response.noContent(), "", 0);
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    public void password(Body body) {
        if (request.getUserPrincipal() instanceof ParleyPrincipal principal) {
            accounts.changePassword(
                    principal, body.string("current"), body.string("password"), proxies.caller(request));
        } else {
            throw new NotAuthorizedException("Bearer");
        }
    }

    private static Optional<RefreshToken> token(String cookie) {
        return Optional.ofNullable(cookie).flatMap(RefreshToken::parse);
    }

    private void checkOrigin() {
        if (!origins.allowed(request)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Requests from pages of this origin are not accepted.");
        }
    }

    private Response answer(Response.Status status, LoggedIn login) {
        Token token = new Token(login.accessToken(), login.expiresIn().toSeconds(), login.user());
        long maxAge = settings.tokens().refreshLifetime().toSeconds();
        return withCookie(
                Response.status(status).entity(token), login.refreshToken().text(), maxAge);
    }

    // Written out: not every server's NewCookie spells SameSite in the way of RFC 6265bis.
    private Response withCookie(Response.ResponseBuilder response, String value, long maxAge) {
        String cookie = COOKIE + "=" + value + "; Path=" + request.getContextPath() + "/api/auth; Max-Age=" + maxAge
                + "; HttpOnly; SameSite=Strict" + (origins.secure(request) ? "; Secure" : "");
        return response.header(HttpHeaders.SET_COOKIE, cookie).build();
    }
}
