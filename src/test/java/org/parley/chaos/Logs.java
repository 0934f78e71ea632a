package org.parley.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Stored;

/** The log of each conversation, as it is in the end. */
final class Logs {
    private final Map<String, TreeMap<Long, Stored>> logs = new HashMap<>();
    private final Map<String, Stored> byCid = new HashMap<>();

    /**
     * Puts the rows in order. Of two that have the same place, or the same sender and cid, one is taken.
     *
     * @param log in any order
     * @param twins is told of each two rows with the same sender and cid
     * @param neighbours is told of each two rows with the same place
     */
    Logs(List<Stored> log, BiConsumer<Stored, Stored> twins, BiConsumer<Stored, Stored> neighbours) {
        for (Stored stored : log) {
            Stored twin = byCid.putIfAbsent(stored.sender() + "/" + stored.cid(), stored);
            if (twin != null) {
                twins.accept(stored, twin);
            }
            Stored same = logs.computeIfAbsent(stored.conversation(), none -> new TreeMap<>())
                    .put(stored.seq(), stored);
            if (same != null) {
                neighbours.accept(stored, same);
            }
        }
    }

    Map<String, TreeMap<Long, Stored>> all() {
        return logs;
    }

    /** Returns the log of a conversation; empty if there is none. */
    TreeMap<Long, Stored> of(String conversation) {
        return logs.getOrDefault(conversation, new TreeMap<>());
    }

    Optional<Stored> sent(String user, String cid) {
        return Optional.ofNullable(byCid.get(user + "/" + cid));
    }

    Optional<Stored> at(Entry entry) {
        return Optional.ofNullable(of(entry.conversation()).get(entry.seq()));
    }
}
