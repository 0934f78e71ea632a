package org.parley.message;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.conversation.OpenConversation;
import org.parley.jpa.EntryKey;
import org.parley.protocol.Content.Kind;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;

/** Finds what entries point to. To be asked in the transaction that appends them, which holds the conversation's lock. */
@ApplicationScoped
class Targets {
    @PersistenceContext
    private EntityManager entities;

    /**
     * @return a message that this user can see, and that still says something
     * @throws Refusal {@code not_found} if there is none, {@code conflict} if it was recalled or never said anything
     */
    Target find(OpenConversation conversation, long seq, UserRef user) {
        // It, or the user's membership, may be of the same batch.
        entities.flush();
        if (seq > conversation.lastSeq() || seq < conversation.joinedSeq(user.id())) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no message with this seq.");
        }
        Message message = entities.createQuery(
                        "SELECT m FROM Message m WHERE m.conversationId = :conversation AND m.seq = :seq",
                        Message.class)
                .setParameter("conversation", conversation.id())
                .setParameter("seq", seq)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no message with this seq."));
        if (Kind.of(message.kind()).filter(Kind::said).isEmpty()) {
            throw new Refusal(ErrorCode.CONFLICT, "What this entry tells of stays as it is.");
        }
        MessageState state = entities.find(MessageState.class, new EntryKey(conversation.id(), seq));
        if (state != null && state.isRecalled()) {
            throw new Refusal(ErrorCode.CONFLICT, "This message was recalled.");
        }
        return new Target(
                message, state == null ? new MessageState(conversation.id(), seq, message.senderId()) : state);
    }

    /** To be called before the state is changed for the first time. */
    void keep(MessageState state) {
        entities.persist(state);
    }
}
