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
        Optional<String> sent =
                Optional.ofNullable(request.getHeader("Authorization")).flatMap(Bearer::token);
        Optional<String> token = settings.monitoring().token();
        return token.isPresent() && sent.isPresent() && Secrets.same(token.get(), sent.get());
    }
}
