package org.parley.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.micrometer.core.instrument.MeterRegistry;
import org.parley.protocol.Refusal;
import org.parley.rest.Problem;
import org.parley.rest.RefusedRequests;

/**
 * Who sent a request or a WebSocket handshake: the bearer of the access token in its {@code Authorization} header or,
 * for a handshake from a browser, in the sub-protocol {@code bearer.<token>}. A token anywhere else is not looked at.
 * The caller's principal is a {@link ParleyPrincipal}.
 */
@ApplicationScoped
public class AuthenticationMechanism implements HttpAuthenticationMechanism {
    private static final Logger LOG = Logger.getLogger(AuthenticationMechanism.class.getName());
    private static final Refusal UNAVAILABLE = Refusal.unavailable("Tokens can't be checked now; try again soon.");
    private static final String SUB_PROTOCOL = "bearer.";

    /** Here the address itself says who asks, by a ticket. */
    private static final String TICKETS = "/api/downloads/";

    /** Here people have no token yet, or one that is no longer good. */
    private static final Set<String> TOKENS_IGNORED = Set.of(
            "/api/auth/config",
            "/api/auth/register",
            "/api/auth/login",
            "/api/auth/refresh",
            "/api/auth/password-link",
            "/api/auth/oidc/login",
            "/api/auth/oidc/callback",
            "/api/auth/oidc/backchannel-logout");

    /** Works with the cookie alone, so that a token that has just expired hinders nobody from logging out. */
    private static final String LOGOUT = "/api/auth/logout";

    @Inject
    private MeterRegistry metrics;

    @Inject
    private Authenticator authenticator;

    @Inject
    private Origins origins;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        String path = path(request);
        if (TOKENS_IGNORED.contains(path) || path.startsWith(TICKETS) || forOperators(path)) {
            return context.doNothing();
        }
        Optional<String> token = token(request, path);
        if (token.isEmpty()) {
            return context.isProtected() && !path.equals(LOGOUT)
                    ? refuse(request, response, Problem.unauthorized("Send an access token as a Bearer token."))
                    : context.doNothing();
        }
        try {
            ParleyPrincipal principal = authenticator.authenticate(token.get());
            return context.notifyContainerAboutLogin(principal, principal.roles());
        } catch (InvalidToken e) {
            return path.equals(LOGOUT)
                    ? context.doNothing()
                    : refuse(request, response, Problem.unauthorized("The access token is invalid or has expired."));
        } catch (DisabledAccount e) {
            return path.equals(LOGOUT)
                    ? context.doNothing()
                    : refuse(request, response, new Problem(403, "forbidden", "This account is disabled."));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A token could not be checked", e);
            return refuse(request, response, Problem.of(UNAVAILABLE));
        }
    }

    // They have a token of their own, see MonitoringAccess.
    private static boolean forOperators(String path) {
        return path.equals("/metrics") || path.equals("/health") || path.startsWith("/health/");
    }

    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }

    private static Optional<String> token(HttpServletRequest request, String path) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            // Another scheme is as bad as a bad token: an empty one.
            return Optional.of(Bearer.token(header).orElse(""));
        }
        return path.equals("/ws") ? subProtocolToken(request) : Optional.empty();
    }

    private static Optional<String> subProtocolToken(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders("Sec-WebSocket-Protocol");
        return Collections.list(headers).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(SUB_PROTOCOL))
                .map(protocol -> protocol.substring(SUB_PROTOCOL.length()))
                .findFirst();
    }

    private AuthenticationStatus refuse(HttpServletRequest request, HttpServletResponse response, Problem problem) {
        if (path(request).startsWith("/api/")) {
            RefusedRequests.count(metrics, problem.status());
        }
        ResponseHeaders.set(request, response, origins.secure(request));
        response.setStatus(problem.status());
        if (problem.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        problem.retryAfterSeconds().ifPresent(wait -> response.setHeader("Retry-After", wait.toString()));
        byte[] body = problem.json().getBytes(StandardCharsets.UTF_8);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
            response.flushBuffer();
        } catch (IOException e) {
            LOG.log(Level.FINE, "A caller went away before the refusal", e);
        }
        return AuthenticationStatus.SEND_FAILURE;
    }
}
