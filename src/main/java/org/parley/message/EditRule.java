package org.parley.message;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.conversation.EntryRule;
import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.protocol.Attachment;
import org.parley.protocol.Content;
import org.parley.protocol.Content.Kind;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.Edit;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.user.UserRef;

/** Who wrote a text, or a file's caption, may give it another wording for some time. The log keeps what it said before. */
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
        Instant now = clock.instant();
        if (target.message().sentAt().plus(settings.messages().editWithin()).isBefore(now)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This message is too old to be edited.");
        }
        Content after = reworded(edit, target, sender, conversation);
        targets.keep(target.state());
        target.state().edit(ContentCodec.encode(after), now, conversation.lastSeq() + 1);
    }

    private Content reworded(Edit edit, Target target, UserRef sender, OpenConversation conversation) {
        if (target.isOf(Kind.TEXT)) {
            return reworded(edit, (Text) ContentCodec.decode(Kind.TEXT, target.content()), sender, conversation);
        }
        if (target.isOf(Kind.FILE)) {
            return reworded(edit, (Attachment) ContentCodec.decode(Kind.FILE, target.content()));
        }
        throw new Refusal(ErrorCode.CONFLICT, "Only texts and captions of files can be edited.");
    }

    private Text reworded(Edit edit, Text before, UserRef sender, OpenConversation conversation) {
        if (edit.text().isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "text must not be empty");
        }
        Set<Long> mentioned = mentions.check(edit.mentions(), sender, conversation);
        if (!before.mentions().isEmpty() || !mentioned.isEmpty()) {
            mentions.remove(conversation, edit.target());
            mentions.add(conversation, edit.target(), sender.id(), mentioned);
        }
        return new Text(edit.text(), before.replyTo(), edit.mentions());
    }

    private static Attachment reworded(Edit edit, Attachment before) {
        if (!edit.mentions().isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "The caption of a file mentions nobody.");
        }
        Optional<String> caption = Optional.of(edit.text()).filter(text -> !text.isEmpty());
        return new Attachment(before.file(), caption, before.info());
    }
}
