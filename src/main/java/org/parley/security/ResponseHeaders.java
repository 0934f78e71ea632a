package org.parley.security;

import java.io.IOException;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.parley.rest.RequestId;

/**
 * Tells browsers what pages of Parley may do: load what comes from here, run no script from elsewhere or in-line. And
 * callers, by which id the log knows their request.
 */
// ERROR for what the server refuses before any filter.
@WebFilter(
        urlPatterns = "/*",
        dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ERROR},
        asyncSupported = true)
public class ResponseHeaders extends HttpFilter {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
            + "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** Calls and voice notes, and nothing else that a page can ask a device for. */
    private static final String PERMISSIONS = "microphone=(self), camera=(self), autoplay=(self), fullscreen=(self), "
            + "geolocation=(), payment=(), usb=(), display-capture=()";

    /** What users uploaded runs nothing, wherever it is opened. */
    private static final String UPLOADED = "default-src 'none'; sandbox; frame-ancestors 'none'";

    @Inject
    private transient Origins origins;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        set(request, response, origins.secure(request));
        chain.doFilter(request, response);
    }

    /** @param secure whether the user's browser speaks https */
    static void set(HttpServletRequest request, HttpServletResponse response, boolean secure) {
        RequestId.current().ifPresent(id -> response.setHeader(RequestId.HEADER, id));
        if (secure) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        // Decoded, as the server reads it when it looks for what answers.
        String path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        boolean uploaded = path.startsWith("/api/files/") || path.startsWith("/api/downloads/");
        response.setHeader("Content-Security-Policy", uploaded ? UPLOADED : POLICY);
        // For browsers that don't know frame-ancestors.
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Permissions-Policy", PERMISSIONS);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        boolean api = path.startsWith("/api");
        // The client's modules are asked for again each time, by ETag, or an upgrade would mix old ones with new ones.
        response.setHeader("Cache-Control", api ? "no-store" : "no-cache");
    }
}
