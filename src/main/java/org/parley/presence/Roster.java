package org.parley.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.parley.presence.Report.Seen;
import org.parley.protocol.PresenceState;

/**
 * The connected users of all nodes, as far as this one has heard; when, is told by a clock that does not jump. A node that
 * missed a report of another one's knows it, keeps what it had, and has to ask. To be used by one thread at a time.
 */
final class Roster {
    private static final class Node {
        final Map<Long, Seen> users = new HashMap<>();
        long number;
        Instant heard;
    }

    private final Map<Long, Seen> here = new HashMap<>();
    private final Map<String, Node> others = new HashMap<>();

    /** When this node heard itself last. */
    private Instant hearing = Instant.EPOCH;

    /** @return online if they are it anywhere, else away if they are that anywhere */
    PresenceState of(long user) {
        PresenceState best = here(user).state();
        for (Node node : others.values()) {
            PresenceState there = node.users.getOrDefault(user, Seen.NEVER).state();
            best = there.compareTo(best) < 0 ? there : best;
        }
        return best;
    }

    Seen here(long user) {
        return here.getOrDefault(user, Seen.NEVER);
    }

    Map<Long, Seen> allHere() {
        return Map.copyOf(here);
    }

    /** This node's own users changed. */
    void change(Map<Long, Seen> changes) {
        apply(changes, here);
    }

    /** What this node tells all nodes comes back to it. */
    void heardItself(Instant now) {
        hearing = now;
    }

    /**
     * @param touched gets those users of whom something may have changed
     * @return whether it fits to what the node said before; if not, it is of no use, and the node has to say all anew
     */
    boolean take(String name, Report report, Instant now, Set<Long> touched) {
        if (report.anew()) {
            Node old = others.put(name, new Node());
            if (old != null) {
                touched.addAll(old.users.keySet());
            }
        }
        Node node = others.get(name);
        if (node == null) {
            return false;
        }
        node.heard = now;
        if (!report.anew() && report.number() != node.number + 1) {
            return false;
        }
        node.number = report.number();
        apply(report.changes(), node.users);
        touched.addAll(report.changes().keySet());
        return true;
    }

    private static void apply(Map<Long, Seen> changes, Map<Long, Seen> users) {
        changes.forEach((user, seen) -> {
            if (seen.state() == PresenceState.OFFLINE) {
                users.remove(user);
            } else {
                users.put(user, seen);
            }
        });
    }

    /** A user of a node that is gone, who was active there when it was heard last. */
    record Lost(long user, Instant at) {}

    /**
     * Gives up nodes that were silent while this node heard itself: who hears nothing at all may be deaf.
     *
     * @param touched gets the users whom they had
     * @return those of them who were online there
     */
    List<Lost> giveUpSilent(Duration limit, Set<Long> touched) {
        Instant horizon = hearing.minus(limit);
        List<Lost> lost = new ArrayList<>();
        others.values().removeIf(node -> {
            if (!node.heard.isBefore(horizon)) {
                return false;
            }
            touched.addAll(node.users.keySet());
            node.users.forEach((user, seen) -> {
                if (seen.state() == PresenceState.ONLINE) {
                    lost.add(new Lost(user, node.heard));
                }
            });
            return true;
        });
        return lost;
    }
}
