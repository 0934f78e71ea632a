package org.parley.message;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.conversation.EntryRule;
import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.protocol.Content.Kind;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.Edit;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.user.UserRef;

/** Who wrote a text may give it another wording for some time. The log keeps what it said before. */
@ApplicationScoped
class EditRule implements EntryRule<Edit> {
    @Inject
    private Targets targets;

    @Inject
    private Mentions mentions;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Override
    public Class<Edit> contentType() {
        return Edit.class;
    }

    @Override
    public Operation operation(Edit edit, UserRef sender) {
        return Operation.EDIT;
    }

    @Override
    public void apply(Edit edit, UserRef sender, OpenConversation conversation) {
        Target target = targets.find(conversation, edit.target(), sender);
        if (!target.isBy(sender.id())) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Only who wrote a message edits it.");
        }
        if (!target.isOf(Kind.TEXT)) {
            throw new Refusal(ErrorCode.CONFLICT, "Only texts can be edited.");
        }
        Instant now = clock.instant();
        if (target.message().sentAt().plus(settings.messages().editWithin()).isBefore(now)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This message is too old to be edited.");
        }
        Set<Long> mentioned = mentions.check(edit.mentions(), sender, conversation);
        Text before = (Text) ContentCodec.decode(Kind.TEXT, target.content());
        Text after = new Text(edit.text(), before.replyTo(), edit.mentions());
        targets.keep(target.state());
        target.state().edit(ContentCodec.encode(after), now, conversation.lastSeq() + 1);
        if (!before.mentions().isEmpty() || !mentioned.isEmpty()) {
            mentions.remove(conversation, edit.target());
            mentions.add(conversation, edit.target(), sender.id(), mentioned);
        }
    }
}
