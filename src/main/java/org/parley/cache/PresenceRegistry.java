package org.parley.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes have connections of which users. What it says is a hint that may be some seconds old: a node that was
 * killed disappears with all its users after {@code 30 s}, and after an outage of Redis every node registers its users
 * again. A node without Redis knows of its own users only. Thread-safe.
 */
public interface PresenceRegistry {

    /** A user who had no connection to this node has one. Never waits. Calls for one user come one after the other. */
    void arrived(long user);

    /** A user's last connection to this node is gone. Never waits. Calls for one user come one after the other. */
    void left(long user);

    /**
     * Waits for twice {@code chat.redis.timeout} at most, and not at all while Redis is known to be away.
     *
     * @return the names of the nodes that have connections, for those of the users who have any
     */
    Map<Long, Set<String>> nodesOf(Collection<Long> users);
}
