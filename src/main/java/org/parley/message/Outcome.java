package org.parley.message;

import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.protocol.Entry;
import org.parley.protocol.Refusal;

/** What became of a submission. */
public sealed interface Outcome {
    Submission submission();

    /**
     * It is a new entry of the log.
     *
     * @param members the conversation's members just after it: they get it
     * @param changes who became a member, or ceased to be one, by it
     */
    record Appended(Submission submission, Entry entry, Members members, OpenConversation.Changes changes)
            implements Outcome {}

    /** The log held it already: this sender sent this cid before. */
    record Known(Submission submission, Entry entry) implements Outcome {}

    /** It is not in the log, and never will be unless it is sent again. */
    record Refused(Submission submission, Refusal refusal) implements Outcome {}
}
