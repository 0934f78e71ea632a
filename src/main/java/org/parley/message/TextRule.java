package org.parley.message;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.EntryRule;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.user.UserRef;

/** What a text answers and whom they mention is there. */
@ApplicationScoped
class TextRule implements EntryRule<Text> {
    @Inject
    private Mentions mentions;

    @Override
    public Class<Text> contentType() {
        return Text.class;
    }

    @Override
    public boolean foresees(Text text, UserRef sender, Members members, long lastSeq) {
        return text.replyTo().filter(seq -> seq > lastSeq).isEmpty()
                // Mentions are written down besides.
                && text.mentions().isEmpty();
    }

    @Override
    public void apply(Text text, UserRef sender, OpenConversation conversation) {
        if (text.replyTo().filter(seq -> seq > conversation.lastSeq()).isPresent()) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no message to reply to with this seq.");
        }
        Set<Long> mentioned = mentions.check(text.mentions(), sender, conversation);
        mentions.add(conversation, conversation.lastSeq() + 1, sender.id(), mentioned);
    }
}
