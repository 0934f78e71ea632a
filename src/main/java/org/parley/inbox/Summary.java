package org.parley.inbox;

import java.time.Instant;
import java.util.Optional;

import org.parley.conversation.JoinMode;
import org.parley.conversation.Role;
import org.parley.protocol.Entry;
import org.parley.user.UserRef;

/**
 * A conversation as one of its members sees it.
 *
 * @param other the other one of a direct conversation; the user themself if they write to themself
 * @param avatar which picture a group has; null if it has none
 * @param joinMode of a group
 * @param joinRequests how many wait to be let in; empty for who doesn't decide that
 * @param disabled whether an administrator keeps everybody from changing anything in it
 * @param mutedUntil the end of the user's own being muted, which may be past
 * @param quietUntil until when the user wants no notifications of the conversation, which may be past
 * @param joinedSeq the oldest entry that the user may read: the one that told of their coming, or a later one if that was
 *     removed because of its age
 * @param unread others' messages after the own read cursor, exact up to {@value Inbox#UNREAD_WINDOW} entries back
 * @param mentions how many messages after the own read cursor mention the user, or all
 * @param othersDelivered the lowest cursor among the other members, but those whose accounts are disabled, if there are
 *     more; empty in groups too large for it to be kept live
 * @param last the newest entry
 */
record Summary(
        long id,
        boolean group,
        String name,
        String notice,
        String avatar,
        Optional<UserRef> other,
        int memberCount,
        Role role,
        Optional<JoinMode> joinMode,
        Optional<Long> joinRequests,
        boolean disabled,
        Optional<Instant> mutedUntil,
        Optional<Instant> quietUntil,
        long joinedSeq,
        long lastSeq,
        long delivered,
        long read,
        long unread,
        long mentions,
        Optional<Long> othersDelivered,
        Optional<Long> othersRead,
        Optional<Entry> last,
        boolean lastIsOwn,
        Instant activeAt) {}
