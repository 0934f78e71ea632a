package org.parley.file;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.EntryRule;
import org.parley.conversation.OpenConversation;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Voice;
import org.parley.user.UserRef;

/** Members send voice notes: files that a browser can play. */
@ApplicationScoped
class VoiceRule implements EntryRule<Voice> {
    @Inject
    private Attachments attachments;

    @Override
    public Class<Voice> contentType() {
        return Voice.class;
    }

    @Override
    public void apply(Voice voice, UserRef sender, OpenConversation conversation) {
        if (voice.info().filter(info -> FileType.isPlayable(info.type())).isEmpty()) {
            throw new Refusal(ErrorCode.UNSUPPORTED, "A voice note is a recording in a form that browsers play.");
        }
        attachments.attach(sender, voice.file(), conversation);
    }
}
