package org.parley.push;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.CidrBlock;
import org.parley.config.Settings;

/**
 * Where Parley may push to. A client names the address, so it must not be a way to reach what only this server reaches:
 * it is https, and in the internet, unless the operator says otherwise of its host.
 */
@ApplicationScoped
class Endpoints {
    private static final int LONGEST = 1_000;

    /** What {@link InetAddress} has no question for. */
    private static final Set<CidrBlock> INSIDE = Set.of(
            CidrBlock.parse("0.0.0.0/8"),
            CidrBlock.parse("100.64.0.0/10"),
            CidrBlock.parse("192.0.0.0/24"),
            CidrBlock.parse("198.18.0.0/15"),
            CidrBlock.parse("240.0.0.0/4"),
            CidrBlock.parse("fc00::/7"),
            CidrBlock.parse("64:ff9b::/96"));

    @Inject
    private Settings settings;

    /** @return the address if it may be pushed to now; a name may lead elsewhere another time. Asks the name service */
    Optional<URI> allowed(String endpoint) {
        return allowed(endpoint, settings.push().hosts());
    }

    static Optional<URI> allowed(String endpoint, Set<String> hosts) {
        if (endpoint.length() > LONGEST || endpoint.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(endpoint);
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            boolean trusted = hosts.contains(uri.getRawAuthority());
            boolean encrypted = "https".equals(uri.getScheme());
            boolean good =
                    trusted ? encrypted || "http".equals(uri.getScheme()) : encrypted && isOutside(uri.getHost());
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException | UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isOutside(String host) throws UnknownHostException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()
                    || address.isMulticastAddress()
                    || INSIDE.stream().anyMatch(block -> block.contains(address))) {
                return false;
            }
        }
        return true;
    }
}
