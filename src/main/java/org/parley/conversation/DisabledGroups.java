package org.parley.conversation;

import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.conversation.Conversations.MembersChanged;
import org.parley.timer.Timers;

/**
 * Sees to it that this node lets nobody write into a group, from memory, that was disabled more than five seconds ago: what
 * other nodes tell may be lost, and no later entry of such a group would tell it.
 */
@ApplicationScoped
class DisabledGroups {
    private static final Logger LOG = Logger.getLogger(DisabledGroups.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(4);
    private static final int AT_ONCE = 1_000;

    @Inject
    private Timers timers;

    @Inject
    private Conversations conversations;

    @Inject
    private MemberDirectory directory;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        timers.every(INTERVAL, this::look);
    }

    private void look() {
        try {
            List<MembersChanged> page;
            long after = 0;
            do {
                page = conversations.disabled(after, AT_ONCE);
                for (MembersChanged group : page) {
                    directory.forgetBefore(group.conversation(), group.version());
                    after = group.conversation();
                }
            } while (page.size() == AT_ONCE);
        } catch (EJBException e) {
            LOG.log(Level.FINE, "Disabled groups could not be looked for; they will be again", e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Disabled groups could not be looked for", e);
        }
    }
}
