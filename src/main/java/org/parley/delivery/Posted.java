package org.parley.delivery;

import java.util.Optional;

import org.parley.conversation.OpenConversation;
import org.parley.message.Outcome;
import org.parley.protocol.Entry;

/**
 * An entry that was appended, as all nodes learn of it.
 *
 * @param sender the id of who sent it
 * @param origin the connection whose acknowledgement tells all of it, so that it needs no {@code message}
 * @param membersVersion the version of the conversation's members just after it: they get it
 * @param changes who became a member, or ceased to be one, by it
 */
public record Posted(
        Entry entry, long sender, Optional<String> origin, long membersVersion, OpenConversation.Changes changes) {

    /** @return the same where no acknowledgement tells of it */
    public Posted withoutOrigin() {
        return new Posted(entry, sender, Optional.empty(), membersVersion, changes);
    }

    public static Posted of(Outcome.Appended appended) {
        return new Posted(
                appended.entry(),
                appended.submission().sender().id(),
                // An acknowledgement that was given in advance told no seq.
                appended.submission().promised()
                        ? Optional.empty()
                        : appended.submission().connection(),
                appended.members().version(),
                appended.changes());
    }
}
