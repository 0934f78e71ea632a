package org.parley.security.oidc;

import org.parley.security.Secrets;

/** The session that all access tokens of one log-in at the provider have. */
final class ApiSession {
    private static final int LENGTH = 22;

    private ApiSession() {}

    /** @return the same for the same; nobody outside needs to guess it */
    static String id(String issuer, String subject, String client, String sid) {
        return Secrets.hash(String.join("\n", issuer, subject, client, sid)).substring(0, LENGTH);
    }
}
