package org.parley.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.config.Settings;

/**
 * The cookie with the refresh token: no script can read it, and browsers send it with requests from Parley's own pages
 * alone.
 */
@ApplicationScoped
public class RefreshCookie {
    static final String NAME = "parley_refresh";

    @Inject
    private Settings settings;

    @Inject
    private Origins origins;

    /** @return a {@code Set-Cookie} header that gives the browser this token */
    public String holding(RefreshToken token, HttpServletRequest request) {
        return header(token.text(), settings.tokens().refreshLifetime().toSeconds(), request);
    }

    /** @return a {@code Set-Cookie} header that takes the token away */
    String gone(HttpServletRequest request) {
        return header("", 0, request);
    }

    // Written out: not every server's NewCookie spells SameSite in the way of RFC 6265bis.
    private String header(String value, long maxAge, HttpServletRequest request) {
        return NAME + "=" + value + "; Path=" + request.getContextPath() + "/api/auth; Max-Age=" + maxAge
                + "; HttpOnly; SameSite=Strict" + (origins.secure(request) ? "; Secure" : "");
    }
}
