package org.parley.message;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.EntryRule;
import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Reaction;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;

/** Everybody who may write may react to what somebody said: once with each emoji. Once more changes nothing. */
@ApplicationScoped
class ReactionRule implements EntryRule<Reaction> {
    /** Different emoji at one message. */
    static final int MAX_EMOJI = 20;

    @Inject
    private Targets targets;

    @Inject
    private Reactions reactions;

    @Override
    public Class<Reaction> contentType() {
        return Reaction.class;
    }

    @Override
    public Operation operation(Reaction reaction, UserRef sender) {
        return Operation.REACT;
    }

    @Override
    public void apply(Reaction reaction, UserRef sender, OpenConversation conversation) {
        Target target = targets.find(conversation, reaction.target(), sender);
        boolean has = reactions.has(conversation.id(), reaction, sender.id());
        if (reaction.on() && !has) {
            if (reactions.otherEmoji(conversation.id(), reaction) >= MAX_EMOJI) {
                throw new Refusal(ErrorCode.CONFLICT, "A message has at most " + MAX_EMOJI + " different reactions.");
            }
            reactions.add(conversation.id(), reaction, sender.id(), conversation.lastSeq() + 1);
            react(target.state(), 1, conversation);
        } else if (!reaction.on() && has) {
            reactions.remove(conversation.id(), reaction, sender.id());
            react(target.state(), -1, conversation);
        }
    }

    private void react(MessageState state, int more, OpenConversation conversation) {
        targets.keep(state);
        state.react(more, conversation.lastSeq() + 1);
    }
}
