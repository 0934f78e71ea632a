package org.parley.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.conversation.Conversations;

/** Legal holds, each set and lifted in one transaction with its entry in the audit trail. */
@Stateless
public class Holds {
    @Inject
    private Conversations conversations;

    @Inject
    private AuditTrail trail;

    public void set(long conversation, boolean on, Deed deed) {
        conversations.hold(conversation, on);
        trail.record(deed);
    }
}
