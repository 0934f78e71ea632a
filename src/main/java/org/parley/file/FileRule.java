package org.parley.file;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.EntryRule;
import org.parley.conversation.OpenConversation;
import org.parley.protocol.Attachment;
import org.parley.user.UserRef;

/** Members send files that they uploaded, or that they can read somewhere else. */
@ApplicationScoped
class FileRule implements EntryRule<Attachment> {
    @Inject
    private Attachments attachments;

    @Override
    public Class<Attachment> contentType() {
        return Attachment.class;
    }

    @Override
    public void apply(Attachment file, UserRef sender, OpenConversation conversation) {
        attachments.attach(sender, file.file(), conversation);
    }
}
