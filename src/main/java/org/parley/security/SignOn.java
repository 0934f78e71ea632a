package org.parley.security;

import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** What an OpenID provider has to do with tokens and sessions. Thread-safe. */
public interface SignOn {
    /** @return whom an access token of the provider proves; empty if the token does not come from there */
    Optional<ParleyPrincipal> principal(String token) throws InvalidToken, DisabledAccount;

    /** @return those of these users of whom the provider decides whether they are administrators */
    Set<Long> administered(Collection<Long> userIds);

    /** @return whether this user signs in at the provider */
    boolean knows(long userId);

    /** @return where the user of this session ends the one at the provider, too; empty if there is none */
    Optional<URI> logoutUrl(String sessionId, String contextPath);
}
