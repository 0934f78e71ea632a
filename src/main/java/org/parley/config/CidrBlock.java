package org.parley.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632, RFC 4291). Names are never looked
 * up.
 *
 * @param network its first address
 * @param prefix leading bits that all of its addresses share
 */
public record CidrBlock(InetAddress network, int prefix) {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
    private static final int LONGEST_ADDRESS = 45;

    /**
     * @param text an address, or an address and the length of the prefix with a slash between them
     * @throws IllegalArgumentException if it is something else, or if the address has bits behind the prefix
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = address(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("no IP address: " + text));
        int bits = 8 * network.getAddress().length;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits || !zeroFrom(network.getAddress(), prefix)) {
            throw new IllegalArgumentException("no prefix of this network: " + text);
        }
        return new CidrBlock(network, prefix);
    }

    /** @return the address that a text is; an IPv4 address that is written as an IPv6 one (RFC 4291, 2.5.5.2) is IPv4 */
    public static Optional<InetAddress> address(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        boolean literal = address.length() <= LONGEST_ADDRESS
                && (IPV4.matcher(address).matches() || IPV6.matcher(address).matches());
        try {
            return literal ? Optional.of(InetAddress.getByName(address)) : Optional.empty();
        } catch (UnknownHostException notOne) {
            return Optional.empty();
        }
    }

    /** @return whether the address is one of these; an IPv4 address never is one of an IPv6 range */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        byte[] own = network.getAddress();
        if (other.length != own.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (bit(other, bit) != bit(own, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean zeroFrom(byte[] address, int prefix) {
        for (int bit = prefix; bit < 8 * address.length; bit++) {
            if (bit(address, bit) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] address, int position) {
        return address[position / 8] >> 7 - position % 8 & 1;
    }
}
