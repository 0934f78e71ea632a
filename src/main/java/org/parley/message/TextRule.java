package org.parley.message;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.EntryRule;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** What a text answers and whom they mention is there. */
@ApplicationScoped
class TextRule implements EntryRule<Text> {
    @Inject
    private UserDirectory users;

    @Override
    public Class<Text> contentType() {
        return Text.class;
    }

    @Override
    public boolean foresees(Text text, UserRef sender, Members members, long lastSeq) {
        return text.replyTo().filter(seq -> seq > lastSeq).isEmpty()
                && text.mentions().stream().allMatch(handle -> users.remembered(handle)
                        .filter(members::contains)
                        .isPresent());
    }

    @Override
    public void apply(Text text, UserRef sender, OpenConversation conversation) {
        if (text.replyTo().filter(seq -> seq > conversation.lastSeq()).isPresent()) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no message to reply to with this seq.");
        }
        for (String handle : text.mentions()) {
            users.byHandle(handle)
                    .filter(user -> conversation.members().contains(user.id()))
                    .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no member " + handle + "."));
        }
    }
}
