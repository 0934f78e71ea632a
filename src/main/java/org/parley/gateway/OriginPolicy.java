package org.parley.gateway;

import java.net.URI;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.config.Settings;

/** Which web origins (RFC 6454) may talk to Parley: its own, and those of the setting {@code chat.origins}. */
@ApplicationScoped
public class OriginPolicy {
    @Inject
    private Settings settings;

    /** @return whether the request comes from an allowed page, or from no page at all, as native clients' do */
    public boolean allows(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        String normal = origin.toLowerCase(Locale.ROOT);
        return settings.allowedOrigins().contains(normal)
                || settings.publicUrl()
                        .map(URI::toString)
                        .filter(url -> url.equalsIgnoreCase(normal))
                        .isPresent()
                || normal.equals(request.getScheme() + "://" + host(request));
    }

    private static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }
}
