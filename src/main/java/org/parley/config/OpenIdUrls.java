package org.parley.config;

import java.net.URI;
import java.util.Set;

/** Where an OpenID provider may be. */
public final class OpenIdUrls {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String EXPECTATION =
            "the provider's issuer, an https URL exactly as its discovery document has it (http for this machine alone)";

    private OpenIdUrls() {}

    static URI issuer(String value) {
        try {
            URI uri = URI.create(value);
            if (safe(uri) && uri.getQuery() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(EXPECTATION, e);
        }
        throw new IllegalArgumentException(EXPECTATION);
    }

    /** @return whether nobody on the way can read along or change anything */
    public static boolean safe(URI uri) {
        String host = uri.getHost();
        return host != null
                && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && LOOPBACK.contains(host));
    }
}
