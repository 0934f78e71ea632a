package org.parley.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.protocol.CloseReason;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.Authenticator;
import org.parley.security.DisabledAccount;
import org.parley.security.InvalidToken;
import org.parley.security.ParleyPrincipal;

/** Lets a connection outlive the token that it was opened with. */
@ApplicationScoped
class TokenRenewal {
    @Inject
    private Authenticator authenticator;

    /** @throws Refusal if the token is not a valid one of the same user; the connection then lives as long as before */
    void renew(WebSocketConnection connection, String token) {
        try {
            ParleyPrincipal principal = authenticator.authenticate(token);
            if (principal.userId() != connection.user()) {
                throw new Refusal(ErrorCode.FORBIDDEN, "This token is somebody else's.");
            }
            connection.renew(principal.sessionId(), principal.expiresAt());
        } catch (InvalidToken e) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This token is not valid; log in again.");
        } catch (DisabledAccount e) {
            connection.close(CloseReason.ACCOUNT_DISABLED);
        }
    }
}
