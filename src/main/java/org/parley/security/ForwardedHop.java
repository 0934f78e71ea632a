package org.parley.security;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.parley.config.CidrBlock;

/**
 * What a proxy says of the other end of a connection.
 *
 * @param address whom it got the request from, unless it does not say
 * @param https whether it says that they came by https
 */
record ForwardedHop(Optional<InetAddress> address, boolean https) {
    /** A port behind an IPv4 address, and the brackets and port of an IPv6 one. */
    private static final Pattern NODE = Pattern.compile("\\[([^\\]]*)](?::.*)?|([^:]*):[^:]*");

    /** @return the hops of all {@code X-Forwarded-For} headers, the client's first */
    static List<ForwardedHop> ofXForwardedFor(List<String> headers) {
        List<ForwardedHop> hops = new ArrayList<>();
        for (String header : headers) {
            for (String node : header.split(",")) {
                hops.add(new ForwardedHop(address(node.strip()), false));
            }
        }
        return hops;
    }

    /** @return the hops of all {@code Forwarded} headers (RFC 7239), the client's first */
    static List<ForwardedHop> ofForwarded(List<String> headers) {
        List<ForwardedHop> hops = new ArrayList<>();
        for (String header : headers) {
            for (String element : split(header, ',')) {
                hops.add(hop(element));
            }
        }
        return hops;
    }

    private static ForwardedHop hop(String element) {
        Optional<InetAddress> address = Optional.empty();
        boolean https = false;
        for (String pair : split(element, ';')) {
            int equals = pair.indexOf('=');
            String name = pair.substring(0, Math.max(equals, 0)).strip();
            String value = pair.substring(equals + 1).strip().replace("\"", "");
            if (name.equalsIgnoreCase("for")) {
                address = address(value);
            } else if (name.equalsIgnoreCase("proto")) {
                https = value.equalsIgnoreCase("https");
            }
        }
        return new ForwardedHop(address, https);
    }

    // From the end, or a quote that the client left open would hide what the proxy added behind it.
    private static Iterable<String> split(String text, char separator) {
        Deque<String> parts = new ArrayDeque<>();
        boolean quoted = false;
        int end = text.length();
        for (int i = end - 1; i >= 0; i--) {
            if (text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (text.charAt(i) == separator && !quoted) {
                parts.addFirst(text.substring(i + 1, end));
                end = i;
            }
        }
        parts.addFirst(text.substring(0, end));
        return parts;
    }

    private static Optional<InetAddress> address(String node) {
        Matcher withPort = NODE.matcher(node);
        if (!withPort.matches()) {
            return CidrBlock.address(node);
        }
        return CidrBlock.address(withPort.group(1) != null ? withPort.group(1) : withPort.group(2));
    }
}
