package org.parley.security;

/**
 * Where a request comes from, whoever makes it.
 *
 * @param address the network that attempts are counted for
 * @param device what it says of itself
 */
public record Caller(String address, String device) {

    /** @return what one subscriber has: an IPv4 address, or a /64 of IPv6, of which each connection may use another one */
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
