package org.parley.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.broker.ServerEntries;
import org.parley.protocol.Content;
import org.parley.protocol.Refusal;
import org.parley.security.Proxies;
import org.parley.user.UserRef;

/** Changes of a conversation that come by REST: entries of its log like any other, but the caller waits for them. */
@ApplicationScoped
class LogCommands {
    @Inject
    private ServerEntries entries;

    @Inject
    private Moderation moderation;

    @Inject
    private Proxies proxies;

    @Inject
    private HttpServletRequest request;

    /**
     * Returns when the change is in the log, and in the audit trail, if others are concerned.
     *
     * @throws Refusal if it is not allowed, or could not be made in time
     */
    void append(UserRef user, long conversation, Content change) {
        entries.append(
                user, conversation, change, moderation.deed(user, conversation, change, proxies.address(request)));
    }
}
