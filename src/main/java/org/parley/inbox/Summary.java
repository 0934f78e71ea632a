package org.parley.inbox;

import java.time.Instant;
import java.util.Optional;

import org.parley.conversation.Role;
import org.parley.protocol.Entry;
import org.parley.user.UserRef;

/**
 * A conversation as one of its members sees it.
 *
 * @param other the other one of a direct conversation; the user themself if they write to themself
 * @param joinedSeq the oldest entry that the user may read: the one that told of their coming, or a later one if that was
 *     removed because of its age
 * @param unread others' messages after the own read cursor, exact up to {@value Inbox#UNREAD_WINDOW} entries back
 * @param othersDelivered the lowest cursor among the other members; empty in groups too large for it to be kept live
 * @param last the newest entry
 */
record Summary(
        long id,
        boolean group,
        String name,
        String notice,
        Optional<UserRef> other,
        int memberCount,
        Role role,
        long joinedSeq,
        long lastSeq,
        long delivered,
        long read,
        long unread,
        Optional<Long> othersDelivered,
        Optional<Long> othersRead,
        Optional<Entry> last,
        boolean lastIsOwn,
        Instant activeAt) {}
