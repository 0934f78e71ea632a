package org.parley.security;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.config.CidrBlock;
import org.parley.config.Settings;
import org.parley.rest.RequestId;

/**
 * What the reverse proxies in front of this node say of a request. Only listed ones are believed, and of the two headers
 * in use only the one that they write: they pass the other one on as the client sent it. Thread-safe.
 */
@ApplicationScoped
public class Proxies {
    private static final Logger LOG = Logger.getLogger(Proxies.class.getName());

    private final Settings.Proxies settings;
    private final AtomicBoolean strangerTold = new AtomicBoolean();

    /** For the container's proxy alone. */
    protected Proxies() {
        this.settings = null;
    }

    @Inject
    Proxies(Settings settings) {
        this.settings = settings.proxies();
    }

    /** @return the address of whoever sent the request, as far as the proxies that are believed tell it */
    public String address(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        return lastTrusted(peer, hops(request))
                .flatMap(ForwardedHop::address)
                .map(InetAddress::getHostAddress)
                .orElse(peer);
    }

    /** @return where the request comes from */
    public Caller caller(HttpServletRequest request) {
        String device = request.getHeader("User-Agent");
        String peer = request.getRemoteAddr();
        List<ForwardedHop> hops = hops(request);
        if (!hops.isEmpty() && !trusted(peer) && strangerTold.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "{0} says whom it forwards requests of, but is not in chat.proxies: if it is your reverse proxy, "
                            + "list it, or all users count as one address when log-ins are limited",
                    peer);
        }
        return new Caller(Caller.network(address(request)), device == null ? "" : device);
    }

    /** @return the address that the request comes from; empty if somebody forwards it who is not believed, or hides it */
    Optional<InetAddress> origin(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        boolean forwarded = request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null;
        if (!forwarded) {
            return CidrBlock.address(peer);
        }
        return lastTrusted(peer, hops(request)).flatMap(ForwardedHop::address);
    }

    /** @return the id that a proxy gave the request */
    Optional<String> requestId(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(RequestId.HEADER)).filter(id -> trusted(request.getRemoteAddr()));
    }

    /** @return whether a proxy says that the user's browser speaks https with it */
    boolean https(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        if (settings.header() == Settings.ForwardedHeader.FORWARDED) {
            return lastTrusted(peer, hops(request)).filter(ForwardedHop::https).isPresent();
        }
        String scheme = request.getHeader("X-Forwarded-Proto");
        return scheme != null && scheme.split(",", 2)[0].strip().equalsIgnoreCase("https") && trusted(peer);
    }

    // Each proxy adds whom it got the request from at the end; what stands before the first unknown one may be a lie.
    // One that hides it (RFC 7239, section 6) is as far as one can see.
    private Optional<ForwardedHop> lastTrusted(String peer, List<ForwardedHop> hops) {
        Optional<ForwardedHop> last = Optional.empty();
        Optional<InetAddress> from = CidrBlock.address(peer);
        for (int i = hops.size() - 1; i >= 0 && from.filter(this::trusted).isPresent(); i--) {
            ForwardedHop hop = hops.get(i);
            from = hop.address();
            last = Optional.of(
                    from.isPresent() ? hop : new ForwardedHop(last.flatMap(ForwardedHop::address), hop.https()));
        }
        return last;
    }

    private List<ForwardedHop> hops(HttpServletRequest request) {
        return settings.header() == Settings.ForwardedHeader.FORWARDED
                ? ForwardedHop.ofForwarded(Collections.list(request.getHeaders("Forwarded")))
                : ForwardedHop.ofXForwardedFor(Collections.list(request.getHeaders("X-Forwarded-For")));
    }

    private boolean trusted(String peer) {
        return CidrBlock.address(peer).filter(this::trusted).isPresent();
    }

    private boolean trusted(InetAddress address) {
        return settings.trusted().stream().anyMatch(block -> block.contains(address));
    }
}
