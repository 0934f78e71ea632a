package org.parley.security;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a request that is not yet authenticated comes from.
 *
 * @param address the network that attempts are counted for
 * @param device what it says of itself
 */
record Caller(String address, String device) {
    static Caller of(HttpServletRequest request) {
        String device = request.getHeader("User-Agent");
        return new Caller(network(request.getRemoteAddr()), device == null ? "" : device);
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
