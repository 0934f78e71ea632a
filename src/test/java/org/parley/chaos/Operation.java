package org.parley.chaos;

import java.util.Comparator;

/**
 * Something that a client did with a log, and between which times it must have taken effect.
 *
 * @param position for an append its seq; for a read the seq of the last entry that it showed there to be
 * @param invoked when the client began it
 * @param returned when the client knew of its effect; {@link Long#MAX_VALUE} if it never did
 */
record Operation(Kind kind, long position, long invoked, long returned, String what) {
    enum Kind {
        APPEND,
        /** Showed that the log ends there. */
        READ_TO_END,
        /** Showed that the log goes at least so far. */
        READ
    }

    static final Comparator<Operation> IN_LOG =
            Comparator.comparingLong(Operation::position).thenComparing(Operation::kind);
}
