package org.parley.security;

import java.net.InetAddress;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.config.Settings;

/** Who may read the metrics and the details of the health checks. Thread-safe. */
@ApplicationScoped
public class MonitoringAccess {
    private static final String SCHEME = "Bearer ";

    @Inject
    private Settings settings;

    @Inject
    private Proxies proxies;

    /**
     * @return whether the request comes from a listed network, or brings the token of the operators. One that an unlisted
     *     proxy forwards comes from nobody knows where
     */
    public boolean allowed(HttpServletRequest request) {
        return fromInside(request) || hasToken(request);
    }

    private boolean fromInside(HttpServletRequest request) {
        Optional<InetAddress> origin = proxies.origin(request);
        return origin.isPresent()
                && settings.monitoring().networks().stream().anyMatch(network -> network.contains(origin.get()));
    }

    private boolean hasToken(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        Optional<String> token = settings.monitoring().token();
        return token.isPresent()
                && header != null
                && header.startsWith(SCHEME)
                && Secrets.same(token.get(), header.substring(SCHEME.length()).strip());
    }
}
