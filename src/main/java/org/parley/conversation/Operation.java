package org.parley.conversation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.parley.conversation.Operation.Answer.LOWER;
import static org.parley.conversation.Operation.Answer.NO;
import static org.parley.conversation.Operation.Answer.YES;

/**
 * Who may do what in a conversation: one row for each operation, as in the manual. Whoever carries out an operation asks
 * here, and nowhere else; what is not in here, nobody may do.
 */
public enum Operation {
    // partner, owner, admin, member, stranger; whether those who are muted or blocked may as well;
    // whether it may still be done in a group that is disabled
    READ(YES, YES, YES, YES, NO, true, true, "Only members see what is in this conversation."),
    WRITE(YES, YES, YES, YES, NO, false, false, "You are not a member of this conversation."),
    EDIT(YES, YES, YES, YES, NO, false, false, "You are not a member of this conversation."),
    REACT(YES, YES, YES, YES, NO, false, false, "You are not a member of this conversation."),
    RECALL(YES, YES, YES, YES, NO, true, false, "You are not a member of this conversation."),
    RECALL_ANY(
            NO, YES, YES, NO, NO, true, false, "Only who sent a message recalls it, or owner and admins of a group."),
    MENTION_ALL(NO, YES, YES, NO, NO, false, false, "Only owner and admins of a group mention all."),
    CREATE(NO, YES, NO, NO, NO, true, false, "Only its owner begins a group."),
    ADD(NO, YES, YES, NO, NO, true, false, "Only owner and admins add people."),
    REMOVE(NO, LOWER, LOWER, NO, NO, true, false, "Only owner and admins remove people, and not each other."),
    MUTE(NO, LOWER, LOWER, NO, NO, true, false, "Only owner and admins mute people, and not each other."),
    CHANGE_ROLE(NO, LOWER, NO, NO, NO, true, false, "Only the owner changes roles."),
    RENAME(NO, YES, YES, NO, NO, true, false, "Only owner and admins rename a group."),
    CHANGE_NOTICE(NO, YES, YES, NO, NO, true, false, "Only owner and admins change the notice."),
    CHANGE_AVATAR(NO, YES, YES, NO, NO, true, false, "Only owner and admins change the picture of a group."),
    CHANGE_JOIN_MODE(NO, YES, YES, NO, NO, true, false, "Only owner and admins say how people join."),
    LEAVE(NO, YES, YES, YES, NO, true, true, "You are not a member of this group."),
    DISSOLVE(NO, YES, NO, NO, NO, true, false, "Only the owner dissolves a group."),
    JOIN(NO, NO, NO, NO, YES, true, false, "You are a member already."),
    DECIDE_JOIN_REQUESTS(NO, YES, YES, NO, NO, true, false, "Only owner and admins see and answer requests to join.");

    /** What a row says of somebody. */
    enum Answer {
        YES,
        NO,
        /** With those whose role is below the own one. */
        LOWER
    }

    private final Map<Standing, Answer> answers = new EnumMap<>(Standing.class);
    private final boolean whileSilenced;
    private final boolean whileDisabled;
    private final String otherwise;

    Operation(
            Answer partner,
            Answer owner,
            Answer admin,
            Answer member,
            Answer stranger,
            boolean whileSilenced,
            boolean whileDisabled,
            String otherwise) {
        answers.put(Standing.PARTNER, partner);
        answers.put(Standing.OWNER, owner);
        answers.put(Standing.ADMIN, admin);
        answers.put(Standing.MEMBER, member);
        answers.put(Standing.STRANGER, stranger);
        this.whileSilenced = whileSilenced;
        this.whileDisabled = whileDisabled;
        this.otherwise = otherwise;
    }

    /** @return what the table says, {@link Answer#NO} in case of doubt */
    Answer answer(Standing standing) {
        return answers.getOrDefault(standing, NO);
    }

    /** @return whether somebody who is muted, or blocked by the other one of a direct conversation, may do this too */
    public boolean whileSilenced() {
        return whileSilenced;
    }

    /** @return whether this may still be done in a group that an administrator has disabled */
    public boolean whileDisabled() {
        return whileDisabled;
    }

    /** @return whether somebody may do this at all; with {@link Answer#LOWER} it still depends on whom it is done to */
    public boolean allowed(Standing standing) {
        return answer(standing) != NO;
    }

    /** @return whether somebody may do this to somebody else */
    boolean allowed(Standing actor, Standing concerned) {
        return switch (answer(actor)) {
            case YES -> true;
            case LOWER -> actor.compareTo(concerned) < 0 && concerned != Standing.STRANGER;
            case NO -> false;
        };
    }

    /** @throws Refusal {@code forbidden} unless somebody may do this */
    public void demand(Standing actor) {
        demand(allowed(actor));
    }

    /** @return whether a member with this role may do this */
    public boolean allowed(boolean group, Role role) {
        return allowed(Standing.of(group, Optional.of(role)));
    }

    void demand(boolean group, Role role) {
        demand(Standing.of(group, Optional.of(role)));
    }

    /** @throws Refusal {@code forbidden} unless somebody may do this to somebody else */
    void demand(Standing actor, Standing concerned) {
        demand(allowed(actor, concerned));
    }

    private void demand(boolean allowed) {
        if (!allowed) {
            throw new Refusal(ErrorCode.FORBIDDEN, otherwise);
        }
    }
}
