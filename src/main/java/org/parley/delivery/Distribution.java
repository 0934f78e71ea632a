package org.parley.delivery;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import org.parley.message.Outcome;
import org.parley.protocol.ServerFrame;

/**
 * Carries what happened here to every node that has a connection which it concerns, this one included. Whoever calls it
 * knows nothing of other nodes. Thread-safe.
 */
public interface Distribution {

    /**
     * An entry was appended; to be called after the commit. Of the entries of a conversation that are handed over one
     * after the other, each node tells its connections in the order of their seqs, and each at most once.
     *
     * @return completes when it is handed over: whoever is killed then, the nodes that live on will tell it. If it fails,
     *     the same may be handed over again
     */
    CompletionStage<Void> appended(Outcome.Appended appended);

    /** Sends a frame to all members of a conversation but one. It may be lost. Never waits. */
    void toMembers(long conversation, OptionalLong except, ServerFrame frame);

    /** Sends a frame to all connections of a user. It may be lost. Never waits. */
    void toUser(long user, ServerFrame frame);

    /**
     * The members of a conversation have changed without an entry of its log; to be called after the commit. A node that
     * misses it learns of it with the next entry. Never waits.
     */
    void membersChanged(long conversation, long version);

    /**
     * Tells every node something that is no frame; each fires it as a {@link NodeNotice}, and so does this one when it
     * hears itself. Where there is one node, nothing happens. What a node tells arrives in order, or is lost. Never waits.
     */
    void toNodes(String subject, String json);

    /** Tells users that a conversation appeared, changed or went away for them. It may be lost. Never waits. */
    void announce(long conversation, Collection<Long> users);
}
