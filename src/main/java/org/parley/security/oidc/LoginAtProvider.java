package org.parley.security.oidc;

import java.time.Instant;
import java.util.Optional;

/**
 * A log-in at the provider, as one of its tokens tells of it.
 *
 * @param sid the provider's name for it
 * @param issuedAt when the token was issued
 * @param idToken what the provider knows it by when the user logs out
 */
record LoginAtProvider(ProviderUser user, Optional<String> sid, Instant issuedAt, Optional<String> idToken) {
    @Override
    public String toString() {
        return "LoginAtProvider[" + user + "]";
    }
}
