package org.parley.conversation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What stands between a group and somebody who wants to come in. All transitions are in one table, which the manual
 * shows; what is not in it does not happen.
 */
public enum JoinState {
    NONE,
    PENDING,
    REFUSED,
    BLOCKED;

    /** What happens to a request: the first two by who asks, the others by those who decide. */
    public enum Step {
        ASK,
        WITHDRAW,
        /** Came into an open group without asking. */
        ENTER,
        ACCEPT,
        REFUSE,
        BLOCK,
        UNBLOCK,
        /** Was added by somebody who may. */
        ADD
    }

    private static final Map<JoinState, Map<Step, JoinState>> TABLE = new EnumMap<>(JoinState.class);

    static {
        on(NONE, Step.ASK, PENDING);
        on(NONE, Step.ENTER, NONE);
        on(NONE, Step.BLOCK, BLOCKED);
        on(NONE, Step.ADD, NONE);
        on(PENDING, Step.ASK, PENDING);
        on(PENDING, Step.WITHDRAW, NONE);
        on(PENDING, Step.ENTER, NONE);
        on(PENDING, Step.ACCEPT, NONE);
        on(PENDING, Step.REFUSE, REFUSED);
        on(PENDING, Step.BLOCK, BLOCKED);
        on(PENDING, Step.ADD, NONE);
        on(REFUSED, Step.ASK, PENDING);
        on(REFUSED, Step.ENTER, NONE);
        on(REFUSED, Step.BLOCK, BLOCKED);
        on(REFUSED, Step.ADD, NONE);
        on(BLOCKED, Step.BLOCK, BLOCKED);
        on(BLOCKED, Step.UNBLOCK, NONE);
        on(BLOCKED, Step.ADD, NONE);
    }

    private static void on(JoinState from, Step step, JoinState to) {
        TABLE.computeIfAbsent(from, none -> new EnumMap<>(Step.class)).put(step, to);
    }

    /** @return the state after this step; empty if it can't be made from here */
    public Optional<JoinState> after(Step step) {
        return Optional.ofNullable(TABLE.get(this).get(step));
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JoinState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
