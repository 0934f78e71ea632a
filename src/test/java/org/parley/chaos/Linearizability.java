package org.parley.chaos;

import java.util.List;
import java.util.Optional;

/**
 * Whether the operations on one log could have happened one after the other, each at some moment between its begin and
 * its end (Herlihy and Wing, 1990).
 *
 * <p>For histories in general that is NP-complete. Not for an append-only log whose appends tell their place: their order
 * is known, and a read that showed the end stands between two of them. So there is one order to try, up to reads of the
 * same end, which do not restrain each other: each operation is put at the earliest moment that those before it leave,
 * and if that is later than its end, there is no other way either.
 *
 * <p>Assumptions: all times are of one clock. An append of which nobody heard may have taken effect at any time after its
 * begin; one that is not in the log, never. Entries that nobody of the bench appended may have been appended at any time.
 * In Kafka mode an append ends when its sender learns its seq, not with an ack that does not have it: that one promises
 * that it will be appended, not that it is.
 */
final class Linearizability {
    private Linearizability() {}

    /** Returns what can't be, if there is something. */
    static Optional<String> violation(List<Operation> history) {
        Operation latest = null;
        Operation latestReadHere = null;
        long position = Long.MIN_VALUE;
        for (Operation operation : history.stream().sorted(Operation.IN_LOG).toList()) {
            if (operation.position() != position) {
                position = operation.position();
                latest = later(latest, latestReadHere);
                latestReadHere = null;
            }
            if (latest != null && latest.invoked() > operation.returned()) {
                return Optional.of(
                        operation + " was over before " + latest + " began, which comes before it in the log");
            }
            switch (operation.kind()) {
                case APPEND -> latest = later(latest, operation);
                case READ_TO_END -> latestReadHere = later(latestReadHere, operation);
                case READ -> {
                    // May have been at any time after the append before it.
                }
            }
        }
        return Optional.empty();
    }

    private static Operation later(Operation one, Operation other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.invoked() > one.invoked() ? other : one;
    }
}
