package org.parley.security;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a request that is not yet authenticated comes from.
 *
 * @param address the network that attempts are counted for
 * @param device what it says of itself
 */
record Caller(String address, String device) {
    private static final int MAX_ADDRESS = 64;

    /** @param proxies addresses whose word on where a request comes from is believed */
    static Caller of(HttpServletRequest request, Set<String> proxies) {
        String device = request.getHeader("User-Agent");
        List<String> way = Collections.list(request.getHeaders("X-Forwarded-For"));
        return new Caller(network(origin(request.getRemoteAddr(), way, proxies)), device == null ? "" : device);
    }

    // Each proxy adds whom it got the request from at the end; what stands before the first unknown one may be a lie.
    static String origin(String peer, List<String> forwardedFor, Set<String> proxies) {
        List<String> way = new ArrayList<>();
        forwardedFor.forEach(header -> way.addAll(List.of(header.split(","))));
        String address = peer;
        for (int i = way.size() - 1; i >= 0 && proxies.contains(address); i--) {
            address = way.get(i).strip();
        }
        return address.length() <= MAX_ADDRESS ? address : peer;
    }

    // One subscriber has a whole /64 of IPv6, and could come from another address each time.
    static String network(String address) {
        int colons = 0;
        for (int i = 0; i < address.length(); i++) {
            if (address.charAt(i) == ':' && ++colons == 4) {
                return address.substring(0, i);
            }
        }
        return address;
    }
}
