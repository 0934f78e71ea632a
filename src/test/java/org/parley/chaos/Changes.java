package org.parley.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.parley.chaos.Evidence.Entry;
import org.parley.chaos.Evidence.Seen;
import org.parley.chaos.Evidence.Stored;

/** What edits, recalls and reactions made of the messages of a log, entry by entry. */
final class Changes {

    /** What a message says at some moment, and who reacted to it with what. */
    record State(String says, Map<String, Set<String>> reactions) {
        static State of(Seen seen) {
            return new State(seen.entry().content().says(), seen.reactions());
        }

        boolean isRecalled() {
            return Content.isRecalled(says);
        }

        /** What this becomes by an entry that changes it, as it was appended or as a page shows it. */
        State after(Entry change) {
            String saying = change.content().says();
            if (isRecalled()) {
                return this;
            }
            return switch (change.content().kind()) {
                case "edit" -> new State(saying, Content.isRecalled(saying) ? Map.of() : reactions);
                case "recall" -> new State(Content.recalled(change.from()), Map.of());
                case "reaction" -> new State(says, reacted(change.from(), saying));
                default -> this;
            };
        }

        private Map<String, Set<String>> reacted(String user, String saying) {
            Map<String, Set<String>> now = new HashMap<>(reactions);
            Set<String> users = new TreeSet<>(now.getOrDefault(saying.substring(1), Set.of()));
            if (saying.startsWith("+")) {
                users.add(user);
            } else {
                users.remove(user);
            }
            now.put(saying.substring(1), users);
            now.values().removeIf(Set::isEmpty);
            return now;
        }
    }

    /** A change of whose place in the log a client knew from some moment on. */
    private record Known(long seq, long from) {}

    private final Map<String, TreeMap<Long, State>> states = new HashMap<>();
    private final Map<String, List<Known>> known = new HashMap<>();

    private Changes() {}

    /** @param log in any order */
    static Changes of(Collection<Stored> log) {
        Changes changes = new Changes();
        log.stream().sorted(Comparator.comparingLong(Stored::seq)).forEach(changes::add);
        return changes;
    }

    private void add(Stored stored) {
        Content content = stored.entry().content();
        if (content.isSaid()) {
            states.computeIfAbsent(key(stored.conversation(), stored.seq()), none -> new TreeMap<>())
                    .put(stored.seq(), new State(content.says(), Map.of()));
            return;
        }
        TreeMap<Long, State> target = states.get(key(stored.conversation(), content.target()));
        if (target != null) {
            State before = target.lastEntry().getValue();
            State after = before.after(stored.entry());
            if (!after.equals(before)) {
                target.put(stored.seq(), after);
            }
        }
    }

    /** Somebody knew from this moment on that the log has this entry. */
    void know(Stored stored, long from) {
        if (stored.entry().content().target() > 0) {
            known.computeIfAbsent(
                            key(stored.conversation(), stored.entry().content().target()), none -> new ArrayList<>())
                    .add(new Known(stored.seq(), from));
        }
    }

    private static String key(String conversation, long seq) {
        return conversation + "/" + seq;
    }

    boolean isRecalled(Stored stored) {
        TreeMap<Long, State> states = this.states.get(key(stored.conversation(), stored.seq()));
        return states != null && states.lastEntry().getValue().isRecalled();
    }

    /** What stands in a log in the end: the state of messages, and the content of other entries. */
    Object inTheEnd(Stored stored) {
        TreeMap<Long, State> states = this.states.get(key(stored.conversation(), stored.seq()));
        return states == null ? outlines(stored.entry()) : states.lastEntry().getValue();
    }

    /** The same as somebody knows it who holds these entries and applies to each message what came after it was read. */
    static Map<Long, Object> inTheEnd(Map<Long, Seen> held, long from) {
        Map<Long, Object> view = new TreeMap<>();
        new TreeMap<>(held).tailMap(from, true).forEach((seq, seen) -> {
            Content content = seen.entry().content();
            view.put(seq, content.isSaid() ? State.of(seen) : outlines(seen.entry()));
            Seen target = held.get(content.target());
            if (target != null && target.changed() < seq && view.get(content.target()) instanceof State state) {
                view.put(content.target(), state.after(seen.entry()));
            }
        });
        return view;
    }

    /** Whether an entry is shown as it is to be seen in the end. */
    boolean isPresent(Stored stored, Seen seen) {
        Content content = stored.entry().content();
        Content shown = seen.entry().content();
        boolean same = stored.entry().seq() == seen.entry().seq()
                && stored.sender().equals(seen.entry().from())
                && content.kind().equals(shown.kind())
                && content.target() == shown.target();
        if (content.kind().equals("edit")) {
            TreeMap<Long, State> target = states.get(key(stored.conversation(), content.target()));
            return same
                    && target != null
                    && target.lastEntry().getValue().says().equals(shown.says());
        }
        return same && inTheEnd(stored).equals(content.isSaid() ? State.of(seen) : shown);
    }

    /** An edit says what its target says, which changes. */
    private static Content outlines(Entry entry) {
        Content content = entry.content();
        return content.kind().equals("edit") ? new Content("edit", content.target(), "") : content;
    }

    /**
     * Returns what is wrong with an entry that a page shows, if something is: it must be as it was after some change, not
     * before one that somebody knew of when the page was asked for.
     */
    Optional<String> contradiction(Seen seen, long asked) {
        Entry entry = seen.entry();
        boolean edit = entry.content().kind().equals("edit");
        long message = edit ? entry.content().target() : entry.seq();
        TreeMap<Long, State> history = states.get(key(entry.conversation(), message));
        if (history == null) {
            return Optional.of("there is no such message");
        }
        long oldest = history.floorKey(Math.max(edit ? entry.seq() : message, knownBefore(entry, message, asked)));
        long changed = Math.max(seen.changed(), message);
        if (edit) {
            return history.tailMap(oldest, true).values().stream().anyMatch(state -> state.says()
                            .equals(entry.content().says()))
                    ? Optional.empty()
                    : Optional.of("its target says something else since " + oldest);
        }
        if (changed < oldest) {
            return Optional.of("it was changed by " + oldest + " before");
        }
        State state = history.get(changed);
        if (state == null || !state.says().equals(entry.content().says())) {
            return Optional.of("after " + changed + " it is " + state);
        }
        // Reactions are read after that, and may be newer.
        return state.isRecalled()
                        || history.tailMap(changed, true).values().stream()
                                .anyMatch(later -> later.reactions().equals(seen.reactions()))
                ? Optional.empty()
                : Optional.of("after " + changed + " its reactions are " + state.reactions());
    }

    /** Whether it was known to be recalled when a page was asked for that shows what it said. */
    boolean isIndiscreet(Seen seen, long asked) {
        Entry entry = seen.entry();
        long message = entry.content().target() > 0 ? entry.content().target() : entry.seq();
        TreeMap<Long, State> history = states.get(key(entry.conversation(), message));
        if (history == null || Content.isRecalled(entry.content().says())) {
            return false;
        }
        var at = history.floorEntry(Math.max(message, knownBefore(entry, message, asked)));
        return at != null && at.getValue().isRecalled();
    }

    private long knownBefore(Entry entry, long message, long asked) {
        return known.getOrDefault(key(entry.conversation(), message), List.of()).stream()
                .filter(change -> change.from() < asked)
                .mapToLong(Known::seq)
                .max()
                .orElse(0);
    }
}
