package org.parley.security;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Cookies that no script can read. Where the user's browser speaks https they have the prefix {@code __Host-}: then it takes
 * them from this very host alone, by https alone, and no other host of the domain can put its own in their place. Without
 * https, as on a developer's machine, browsers refuse that prefix, and the plain names are used.
 */
@ApplicationScoped
public class ScriptlessCookies {
    private static final String OF_THIS_HOST = "__Host-";

    @Inject
    private Origins origins;

    /** With which requests the browser sends a cookie along. */
    public enum SameSite {
        /** With those of Parley's own pages. */
        STRICT("Strict"),
        /** Also when another site sends the browser here. */
        LAX("Lax");

        private final String attribute;

        SameSite(String attribute) {
            this.attribute = attribute;
        }
    }

    /** @return the value of the cookie that the browser sent along; empty if there is none, or one of another kind */
    public Optional<String> read(String name, HttpServletRequest request) {
        String wanted = name(name, request);
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(wanted))
                .map(Cookie::getValue)
                .findFirst();
    }

    /**
     * @param path below that of the application, for which the cookie is meant; with https it is sent along with all requests,
     *     as the prefix wants
     * @param life zero takes the cookie away
     * @return a {@code Set-Cookie} header
     */
    public String write(
            String name, String value, String path, Duration life, SameSite sameSite, HttpServletRequest request) {
        boolean secure = origins.secure(request);
        // Written out: not every server's NewCookie spells SameSite in the way of RFC 6265bis.
        return name(name, request) + "=" + value + "; Path=" + (secure ? "/" : request.getContextPath() + path)
                + "; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=" + sameSite.attribute
                + (secure ? "; Secure" : "");
    }

    /** Two applications on one host have cookies of their own. */
    private String name(String name, HttpServletRequest request) {
        return origins.secure(request)
                ? OF_THIS_HOST + name + request.getContextPath().replace('/', '-')
                : name;
    }
}
