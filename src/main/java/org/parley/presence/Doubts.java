package org.parley.presence;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pairs of users of whom it is not known whether they see each other. Everybody's turn comes, however many others one of
 * them has. To be used by one thread at a time.
 */
final class Doubts {
    private final Map<Long, Set<Long>> waiting = new LinkedHashMap<>();

    /** One user with some others. */
    record Doubt(long user, Set<Long> others) {}

    void add(long user, long other) {
        waiting.computeIfAbsent(user, id -> new HashSet<>()).add(other);
    }

    void add(Doubt doubt) {
        doubt.others().forEach(other -> add(doubt.user(), other));
    }

    /** @return whether this pair waits, in either direction */
    boolean contains(long one, long other) {
        return waiting.getOrDefault(one, Set.of()).contains(other)
                || waiting.getOrDefault(other, Set.of()).contains(one);
    }

    /** @return the user who has waited longest, with so many others at most; they do not wait any more */
    Optional<Doubt> take(int limit) {
        Iterator<Map.Entry<Long, Set<Long>>> first = waiting.entrySet().iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<Long, Set<Long>> longest = first.next();
        first.remove();
        Set<Long> taken = new HashSet<>();
        for (Iterator<Long> others = longest.getValue().iterator(); others.hasNext() && taken.size() < limit; ) {
            taken.add(others.next());
            others.remove();
        }
        if (!longest.getValue().isEmpty()) {
            waiting.put(longest.getKey(), longest.getValue());
        }
        return Optional.of(new Doubt(longest.getKey(), taken));
    }
}
