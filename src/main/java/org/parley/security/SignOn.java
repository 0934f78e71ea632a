package org.parley.security;

import java.net.URI;
import java.util.Optional;

/** What an OpenID provider has to do with tokens and sessions. Thread-safe. */
public interface SignOn {
    /** @return whom an access token of the provider proves; empty if the token does not come from there */
    Optional<ParleyPrincipal> principal(String token) throws InvalidToken, DisabledAccount;

    /** @return where the user of this session ends the one at the provider, too; empty if there is none */
    Optional<URI> logoutUrl(String sessionId, String contextPath);
}
