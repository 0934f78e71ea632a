package org.parley.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.delivery.ConnectionRegistry;
import org.parley.protocol.CloseReason;
import org.parley.security.AccountDisabled;
import org.parley.security.SessionEnded;

/** Closes the connections of those who logged out or were shut out. */
@ApplicationScoped
class EndedSessions {
    @Inject
    private ConnectionRegistry connections;

    void ended(@Observes SessionEnded ended) {
        connections.of(ended.userId()).stream()
                .filter(connection -> connection.session().equals(ended.sessionId()))
                .forEach(connection -> connection.close(CloseReason.TOKEN_EXPIRED));
    }

    void disabled(@Observes AccountDisabled disabled) {
        connections.of(disabled.userId()).forEach(connection -> connection.close(CloseReason.ACCOUNT_DISABLED));
    }
}
