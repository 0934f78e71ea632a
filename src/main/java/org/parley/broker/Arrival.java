package org.parley.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.OpenConversation.Changes;
import org.parley.delivery.Delivery;
import org.parley.delivery.Posted;
import org.parley.inbox.Announcer;

/** What an entry sets in motion on each node that learns of it. */
@ApplicationScoped
public class Arrival {
    @Inject
    private Delivery delivery;

    @Inject
    private Announcer announcer;

    /**
     * Tells this node's connections. To be called for the entries of a conversation one after the other, in the order of
     * their seqs.
     */
    public void tell(Posted posted, Collection<Long> audience) {
        announce(posted, audience);
        delivery.deliver(posted, audience);
    }

    /** Has those concerned told what became of the conversation for them: what is true when they are told. At any time. */
    public void announce(Posted posted, Collection<Long> audience) {
        Changes changes = posted.changes();
        if (!changes.isEmpty()) {
            List<Long> concerned = new ArrayList<>(changes.summary() ? audience : changes.joined());
            concerned.addAll(changes.departed());
            announcer.announce(posted.entry().conversation(), concerned);
        }
    }
}
