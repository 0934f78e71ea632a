package org.parley.gateway;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.parley.protocol.Refusal;
import org.parley.rest.Problem;
import org.parley.security.Limits;
import org.parley.security.Origins;
import org.parley.security.ParleyPrincipal;
import org.parley.user.UserDirectory;

/**
 * Refuses a WebSocket handshake before the upgrade: 403 for a page of a foreign origin (RFC 6455, section 10.2), 400 for
 * a client that does not offer the sub-protocol, 429 for a user who connects too often. Who the user is has been settled before.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private static final int TOO_MANY_REQUESTS = 429;

    @Inject
    private transient Origins origins;

    @Inject
    private transient UserDirectory users;

    @Inject
    private transient Limits limits;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!origins.allowed(request)) {
            response.sendError(
                    HttpServletResponse.SC_FORBIDDEN, "This origin may not connect; see the setting chat.origins.");
        } else if (!offered(request).contains(ChatEndpoint.SUB_PROTOCOL)) {
            response.sendError(
                    HttpServletResponse.SC_BAD_REQUEST, "Offer the sub-protocol " + ChatEndpoint.SUB_PROTOCOL + ".");
        } else {
            if (request.getUserPrincipal() instanceof ParleyPrincipal principal) {
                try {
                    limits.request(principal);
                } catch (Refusal tooOften) {
                    Problem.of(tooOften)
                            .retryAfterSeconds()
                            .ifPresent(wait -> response.setHeader("Retry-After", wait.toString()));
                    response.sendError(TOO_MANY_REQUESTS, "You connect too often; wait a little.");
                    return;
                }
                // Remembered from here on: where the connection is opened, nothing may wait for the database.
                users.byId(principal.userId());
            }
            OutputBuffers.fitShortMessages(response);
            chain.doFilter(request, response);
        }
    }

    private static List<String> offered(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Sec-WebSocket-Protocol")).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .toList();
    }
}
