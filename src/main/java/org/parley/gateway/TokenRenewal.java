package org.parley.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Lets a connection outlive the token that it was opened with. */
@ApplicationScoped
class TokenRenewal {
    void renew(WebSocketConnection connection, String token) {
        throw new Refusal(ErrorCode.UNSUPPORTED, "not yet");
    }
}
