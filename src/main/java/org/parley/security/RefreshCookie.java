package org.parley.security;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.config.Settings;
import org.parley.security.ScriptlessCookies.SameSite;

/**
 * The cookie with the refresh token: no script can read it, and browsers send it with requests from Parley's own pages
 * alone.
 */
@ApplicationScoped
public class RefreshCookie {
    private static final String NAME = "parley_refresh";
    private static final String PATH = "/api/auth";

    @Inject
    private Settings settings;

    @Inject
    private ScriptlessCookies cookies;

    Optional<RefreshToken> in(HttpServletRequest request) {
        return cookies.read(NAME, request).flatMap(RefreshToken::parse);
    }

    /** @return a {@code Set-Cookie} header that gives the browser this token */
    public String holding(RefreshToken token, HttpServletRequest request) {
        return header(token.text(), settings.tokens().refreshLifetime(), request);
    }

    /** @return a {@code Set-Cookie} header that takes the token away */
    String gone(HttpServletRequest request) {
        return header("", Duration.ZERO, request);
    }

    private String header(String value, Duration life, HttpServletRequest request) {
        return cookies.write(NAME, value, PATH, life, SameSite.STRICT, request);
    }
}
