package org.parley.contact;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What two people are to each other, as one of them sees it. All transitions are in one table, which the manual shows;
 * what is not in it does not happen. What one does changes both views, since they are one row.
 */
public enum Relation {
    NONE,
    /** Has sent a request that is not answered yet. */
    REQUESTED,
    /** Has got one. */
    INCOMING,
    CONTACT,
    BLOCKING,
    BLOCKED_BY,
    BLOCKING_EACH,
    ;

    /** What one of the two does. */
    public enum Step {
        REQUEST,
        WITHDRAW,
        ACCEPT,
        REFUSE,
        REMOVE,
        BLOCK,
        UNBLOCK
    }

    private static final Map<Relation, Map<Step, Relation>> TABLE = new EnumMap<>(Relation.class);

    static {
        on(NONE, Step.REQUEST, REQUESTED);
        on(NONE, Step.BLOCK, BLOCKING);
        on(REQUESTED, Step.REQUEST, REQUESTED);
        on(REQUESTED, Step.WITHDRAW, NONE);
        on(REQUESTED, Step.BLOCK, BLOCKING);
        on(INCOMING, Step.REQUEST, CONTACT);
        on(INCOMING, Step.ACCEPT, CONTACT);
        on(INCOMING, Step.REFUSE, NONE);
        on(INCOMING, Step.BLOCK, BLOCKING);
        on(CONTACT, Step.REMOVE, NONE);
        on(CONTACT, Step.BLOCK, BLOCKING);
        on(BLOCKING, Step.BLOCK, BLOCKING);
        on(BLOCKING, Step.UNBLOCK, NONE);
        on(BLOCKED_BY, Step.BLOCK, BLOCKING_EACH);
        on(BLOCKING_EACH, Step.BLOCK, BLOCKING_EACH);
        on(BLOCKING_EACH, Step.UNBLOCK, BLOCKED_BY);
    }

    private static void on(Relation from, Step step, Relation to) {
        TABLE.computeIfAbsent(from, none -> new EnumMap<>(Step.class)).put(step, to);
    }

    /** @return what they are to each other after this step of the one who sees it; empty if it can't be made */
    Optional<Relation> after(Step step) {
        return Optional.ofNullable(TABLE.get(this).get(step));
    }

    /** @return the same as the other one sees it */
    Relation mirrored() {
        return switch (this) {
            case REQUESTED -> INCOMING;
            case INCOMING -> REQUESTED;
            case BLOCKING -> BLOCKED_BY;
            case BLOCKED_BY -> BLOCKING;
            case NONE, CONTACT, BLOCKING_EACH -> this;
        };
    }

    public boolean blocks() {
        return this == BLOCKING || this == BLOCKING_EACH;
    }

    public boolean isBlocked() {
        return this == BLOCKED_BY || this == BLOCKING_EACH;
    }

    /** @return which of the two the other one has blocked, where the first sees the second so */
    Set<Long> blocked(long seeing, long seen) {
        return switch (this) {
            case BLOCKING -> Set.of(seen);
            case BLOCKED_BY -> Set.of(seeing);
            case BLOCKING_EACH -> Set.of(seeing, seen);
            case NONE, REQUESTED, INCOMING, CONTACT -> Set.of();
        };
    }

    /** @return the relation as its owner may know it: who is blocked is not told */
    public String wire() {
        return switch (this) {
            case NONE, BLOCKED_BY -> "none";
            case BLOCKING, BLOCKING_EACH -> "blocked";
            case REQUESTED, INCOMING, CONTACT -> name().toLowerCase(Locale.ROOT);
        };
    }
}
