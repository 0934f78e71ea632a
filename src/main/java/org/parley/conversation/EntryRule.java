package org.parley.conversation;

import org.parley.protocol.Content;
import org.parley.user.UserRef;

/**
 * The rules of one kind of message: who may append it, and what else it changes. A new kind is a new rule.
 *
 * @param <C> what an entry of this kind says
 */
public interface EntryRule<C extends Content> {
    Class<C> contentType();

    /** @return what it takes to append this, which is demanded before {@link #apply} is called, and in advance, too */
    default Operation operation(C content, UserRef sender) {
        return Operation.WRITE;
    }

    /**
     * Checks and carries out an entry that is about to be appended. Runs in the transaction that appends it. It first
     * checks everything else, and only then changes something.
     *
     * @throws org.parley.protocol.Refusal if the entry is not allowed; nothing was changed then
     */
    void apply(C content, UserRef sender, OpenConversation conversation);

    /**
     * Judges in advance, from what this node has in memory alone, without waiting for anything.
     *
     * @param members the members as far as this node knows
     * @param lastSeq an entry of the log that is surely there; 0 if this node knows of none
     * @return whether {@link #apply} would surely let it pass and would change nothing else, so that its sender may be
     *     told before it is appended. No is never wrong: it only takes longer
     */
    default boolean foresees(C content, UserRef sender, Members members, long lastSeq) {
        return false;
    }
}
