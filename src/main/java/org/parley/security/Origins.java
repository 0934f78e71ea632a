package org.parley.security;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.config.Settings;

/** Whose pages may use Parley with a browser that is logged in. Thread-safe. */
@ApplicationScoped
public class Origins {
    private final Optional<URI> publicUrl;
    private final Settings settings;
    private final Proxies proxies;

    /** For the container's proxy alone. */
    protected Origins() {
        this.publicUrl = Optional.empty();
        this.settings = null;
        this.proxies = null;
    }

    @Inject
    Origins(Settings settings, Proxies proxies) {
        this.publicUrl = settings.publicUrl();
        this.settings = settings;
        this.proxies = proxies;
    }

    /**
     * @return whether the request comes from a page of this server, of its public URL or of a listed origin; or from no
     *     page at all, as those of clients that are not browsers do
     */
    public boolean allowed(HttpServletRequest request) {
        return allowed(request.getHeader("Origin"), request.getHeader("Host"), secure(request));
    }

    /**
     * Where there is no servlet request.
     *
     * @param origin the {@code Origin} header, or null
     * @param host the {@code Host} header, or null
     */
    public boolean allowed(String origin, String host) {
        return allowed(origin, host, publicHttps());
    }

    boolean allowed(String origin, String host, boolean secure) {
        if (origin == null) {
            return true;
        }
        String page = origin.toLowerCase(Locale.ROOT);
        if (authority(page).isEmpty()) {
            return false;
        }
        return settings.allowedOrigins().contains(page)
                || publicUrl.filter(url -> same(page, url)).isPresent()
                || own(page, host, secure);
    }

    // A proxy may take the TLS off, and not say so: then Parley knows its host alone. But if users come by https,
    // a page that came without is one that somebody on the way may have written.
    private static boolean own(String page, String host, boolean secure) {
        boolean trusted = !secure || scheme(page).equals("https");
        return trusted
                && host != null
                && authority(page).equals(authority(scheme(page) + "://" + host.toLowerCase(Locale.ROOT)));
    }

    /** @return whether the user's browser speaks https, be it to a proxy in front of Parley */
    public boolean secure(HttpServletRequest request) {
        return request.isSecure() || publicHttps() || proxies.https(request);
    }

    private boolean publicHttps() {
        return publicUrl.filter(url -> "https".equals(url.getScheme())).isPresent();
    }

    private static boolean same(String page, URI url) {
        String own = url.toString().toLowerCase(Locale.ROOT);
        return scheme(page).equals(scheme(own)) && authority(page).equals(authority(own));
    }

    private static String scheme(String url) {
        return url.substring(0, Math.max(0, url.indexOf("://")));
    }

    // With its port, so that https://a and https://a:443 are one.
    private static Optional<String> authority(String url) {
        try {
            URI uri = URI.create(url);
            boolean https = "https".equals(uri.getScheme());
            if (uri.getHost() == null || !(https || "http".equals(uri.getScheme()))) {
                return Optional.empty();
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : https ? 443 : 80;
            return Optional.of(uri.getHost() + ":" + port);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
