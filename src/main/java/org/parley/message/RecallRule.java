package org.parley.message;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.audit.Deed;
import org.parley.config.Settings;
import org.parley.conversation.EntryRule;
import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.file.Attachments;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Recall;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;

/** Who sent a message may take it back for some time; owner and admins of a group may take back any at any time. */
@ApplicationScoped
class RecallRule implements EntryRule<Recall> {
    @Inject
    private Targets targets;

    @Inject
    private Mentions mentions;

    @Inject
    private Attachments attachments;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Override
    public Class<Recall> contentType() {
        return Recall.class;
    }

    @Override
    public Operation operation(Recall recall, UserRef sender) {
        return Operation.RECALL;
    }

    @Override
    public void apply(Recall recall, UserRef sender, OpenConversation conversation) {
        Target target = targets.find(conversation, recall.target(), sender);
        Instant now = clock.instant();
        if (!Operation.RECALL_ANY.allowed(conversation.standing(sender.id()))) {
            demandOwnAndRecent(target, sender, now);
        }
        targets.keep(target.state());
        target.state().recall(sender.id(), now, conversation.lastSeq() + 1);
        mentions.remove(conversation, recall.target());
        attachments.detach(conversation, recall.target());
        if (!target.isBy(sender.id())) {
            conversation.record(deed(recall, sender, target, conversation));
        }
    }

    /** Without an address: it came over a connection that was open already. */
    private static Deed deed(Recall recall, UserRef sender, Target target, OpenConversation conversation) {
        return new Deed(
                Deed.person(sender.id()),
                "message.recall",
                Long.toString(conversation.id()),
                Deed.person(target.message().senderId()) + " seq " + recall.target(),
                "");
    }

    private void demandOwnAndRecent(Target target, UserRef sender, Instant now) {
        if (!target.isBy(sender.id())) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "Only who sent a message recalls it, or owner and admins of a group.");
        }
        if (target.message().sentAt().plus(settings.messages().recallWithin()).isBefore(now)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This message is too old to be recalled.");
        }
    }
}
