package org.parley.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.parley.chaos.Evidence.Member;
import org.parley.chaos.Evidence.Stored;

/** Who was a member of what, and from which entry to which: as the log itself tells. */
final class Tenures {
    /** Both ends count: who leaves may see the entry that says so. */
    record Tenure(long from, long to) {
        @Override
        public String toString() {
            return from + "–" + (to == Long.MAX_VALUE ? "" : to);
        }
    }

    private final Map<String, List<Tenure>> tenures = new HashMap<>();

    private Tenures() {}

    /**
     * Reads a log. The members of direct conversations stand in no entry; they are those that they have in the end. Nor does
     * the owner of a group whose creation did not come to the log, since it failed or they wrote before: to them belongs its
     * first entry.
     *
     * @param log in any order
     */
    static Tenures of(List<Stored> log, List<Member> members) {
        Tenures all = new Tenures();
        Set<String> told = new HashSet<>();
        log.stream().sorted(Comparator.comparingLong(Stored::seq)).forEach(stored -> {
            stored.departed().forEach(user -> all.end(user, stored));
            stored.joined().forEach(user -> all.begin(user, stored));
            if (stored.dissolved()) {
                all.endAll(stored);
            }
            if (begins(stored)) {
                told.add(stored.conversation());
            } else if (stored.seq() == 1) {
                all.begin(stored.sender(), stored);
            }
        });
        for (Member member : members) {
            String key = key(member.user(), member.conversation());
            if (!told.contains(member.conversation())) {
                all.tenures.computeIfAbsent(key, none -> new ArrayList<>(List.of(new Tenure(1, Long.MAX_VALUE))));
            }
        }
        return all;
    }

    /** Whether a log with this entry says who its members are from its beginning. */
    static boolean begins(Stored stored) {
        return stored.seq() == 1 && stored.entry().content().tells("created");
    }

    /** Returns who is a member in the end, and from which entry on. */
    Map<String, Long> open(String conversation) {
        String end = "/" + conversation;
        Map<String, Long> open = new TreeMap<>();
        tenures.forEach((key, own) -> {
            if (key.endsWith(end) && !own.isEmpty() && own.get(own.size() - 1).to() == Long.MAX_VALUE) {
                open.put(
                        key.substring(0, key.length() - end.length()),
                        own.get(own.size() - 1).from());
            }
        });
        return open;
    }

    private void begin(String user, Stored stored) {
        tenures.computeIfAbsent(key(user, stored.conversation()), none -> new ArrayList<>())
                .add(new Tenure(stored.seq(), Long.MAX_VALUE));
    }

    private void end(String user, Stored stored) {
        end(tenures.computeIfAbsent(key(user, stored.conversation()), none -> new ArrayList<>()), stored);
    }

    private void endAll(Stored stored) {
        tenures.forEach((key, own) -> {
            if (key.endsWith("/" + stored.conversation())) {
                end(own, stored);
            }
        });
    }

    private static void end(List<Tenure> own, Stored stored) {
        if (!own.isEmpty() && own.get(own.size() - 1).to() == Long.MAX_VALUE) {
            own.add(new Tenure(own.remove(own.size() - 1).from(), stored.seq()));
        }
    }

    boolean sees(String user, String conversation, long seq) {
        return of(user, conversation).stream().anyMatch(tenure -> tenure.from() <= seq && seq <= tenure.to());
    }

    List<Tenure> of(String user, String conversation) {
        return tenures.getOrDefault(key(user, conversation), List.of());
    }

    private static String key(String user, String conversation) {
        return user + "/" + conversation;
    }
}
