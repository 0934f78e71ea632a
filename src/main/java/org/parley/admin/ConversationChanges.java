package org.parley.admin;

import java.util.Optional;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.conversation.Conversations;
import org.parley.conversation.Conversations.MembersChanged;
import org.parley.file.Attachments;

/**
 * What administrators do with conversations; each method is one transaction, with its entry in the audit trail. Nobody is
 * told of anything: the resource does that.
 */
@Stateless
public class ConversationChanges {
    @Inject
    private Conversations conversations;

    @Inject
    private Attachments attachments;

    @Inject
    private AuditTrail trail;

    /** A hold that is lifted lets go of what was kept for it alone; another one does not bring it back. */
    public void hold(long conversation, boolean on, Deed deed) {
        conversations.hold(conversation, on);
        if (!on) {
            attachments.release(conversation);
        }
        trail.record(deed);
    }

    /** @return empty if that was so already, which is not recorded */
    public Optional<MembersChanged> disable(long group, boolean on, Deed deed) {
        Optional<MembersChanged> changed = conversations.disable(group, on);
        if (changed.isPresent()) {
            trail.record(deed);
        }
        return changed;
    }
}
