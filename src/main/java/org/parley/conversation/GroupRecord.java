package org.parley.conversation;

import java.time.Instant;

/**
 * What administrators see of a group: not what is written in it.
 *
 * @param firstSeq the oldest entry that was not removed because of its age
 */
public record GroupRecord(
        long id,
        String name,
        long members,
        long firstSeq,
        long lastSeq,
        boolean legalHold,
        boolean disabled,
        Instant created) {}
