package org.parley.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * In a few words, what a device says of itself. It may say anything, so this is for its user's memory alone.
 *
 * @param client a browser or program
 * @param system what that runs on; empty if it does not say
 */
public record Device(String client, Optional<String> system) {
    private static final int MAX_CLIENT = 40;

    /** In this order: browsers also name those that they want to be taken for. */
    private static final Map<String, String> CLIENTS = new LinkedHashMap<>();

    private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

    static {
        CLIENTS.put("Edg", "Edge");
        CLIENTS.put("OPR/", "Opera");
        CLIENTS.put("SamsungBrowser/", "Samsung Internet");
        CLIENTS.put("Firefox/", "Firefox");
        CLIENTS.put("FxiOS/", "Firefox");
        CLIENTS.put("CriOS/", "Chrome");
        CLIENTS.put("Chrome/", "Chrome");
        CLIENTS.put("Safari/", "Safari");
        SYSTEMS.put("iPhone", "iPhone");
        SYSTEMS.put("iPad", "iPad");
        SYSTEMS.put("Android", "Android");
        SYSTEMS.put("CrOS", "ChromeOS");
        SYSTEMS.put("Windows", "Windows");
        SYSTEMS.put("Mac OS X", "macOS");
        SYSTEMS.put("Linux", "Linux");
    }

    static Device of(String userAgent) {
        return new Device(named(CLIENTS, userAgent).orElseGet(() -> product(userAgent)), named(SYSTEMS, userAgent));
    }

    private static Optional<String> named(Map<String, String> names, String userAgent) {
        return names.entrySet().stream()
                .filter(name -> userAgent.contains(name.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** @return the first product of the header (RFC 9110), without its version */
    private static String product(String userAgent) {
        String product = userAgent.strip().split("[/ ]", 2)[0];
        return product.substring(0, Math.min(MAX_CLIENT, product.length()));
    }
}
