package org.parley.conversation;

import java.util.Set;

/** Whether two people know each other well enough to write to each other directly. */
public interface Acquaintance {

    /** @return whether it matters here at all; never waits */
    boolean matters();

    /** Runs in the transaction that appends. To be asked only if it {@link #matters}. */
    boolean exists(long one, long other);

    /** @return who of the two may not write to the other. Runs in the transaction that makes their conversation */
    Set<Long> blocked(long one, long other);
}
