package org.parley.conversation;

import java.util.List;
import java.util.Set;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.conversation.JoinState.Step;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;

/**
 * Requests to join groups. Every step holds the lock on the group's row, as the log does when somebody is accepted: of
 * two who act at once, the second finds what the first one left. To accept is an entry of the log, and not in here.
 */
@Stateless
public class JoinRequests {
    public static final int MAX_TEXT = 200;
    private static final int MAX_PENDING = 1_000;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private ConversationLocks locks;

    @Inject
    private AuditTrail trail;

    /**
     * Asks to be let in. Whoever asks twice has asked once, with the later words.
     *
     * @param text a line for those who decide; null for none
     * @throws Refusal {@code forbidden} if the group takes no requests, or none of this user's
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void ask(long group, UserRef user, String text) {
        OpenConversation open = open(group);
        open.demand(Operation.JOIN, user);
        if (open.joinMode() != JoinMode.APPROVAL) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This group takes no requests to join.");
        }
        if (open.joinState(user.id()) == JoinState.NONE && pending(group) >= MAX_PENDING) {
            throw new Refusal(ErrorCode.CONFLICT, "Too many people are waiting to be let in.");
        }
        open.step(user.id(), Step.ASK, text);
    }

    /** Takes the own request back. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void withdraw(long group, UserRef user) {
        open(group).step(user.id(), Step.WITHDRAW, null);
    }

    /**
     * Refuses, blocks or unblocks somebody.
     *
     * @param deed goes into the audit trail with it
     * @throws Refusal {@code forbidden} unless the actor may decide, {@code conflict} if there is nothing to decide
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void decide(long group, UserRef actor, UserRef user, Step step, Deed deed) {
        OpenConversation open = open(group);
        open.demand(Operation.DECIDE_JOIN_REQUESTS, actor);
        if (open.members().contains(user.id())) {
            throw new Refusal(ErrorCode.CONFLICT, user.handle() + " is a member already.");
        }
        open.step(user.id(), step, null);
        trail.record(deed);
    }

    /**
     * @return up to so many requests in this state, of users whose ids follow this one
     * @throws Refusal {@code forbidden} unless the caller may decide them
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<JoinRequest> list(Member caller, JoinState state, long afterUser, int limit) {
        Conversation group = entities.find(Conversation.class, caller.conversationId());
        Operation.DECIDE_JOIN_REQUESTS.demand(group.isGroup(), caller.role());
        return entities.createQuery(
                        "SELECT r FROM JoinRequest r WHERE r.conversationId = :id AND r.state = :state "
                                + "AND r.userId > :after ORDER BY r.userId",
                        JoinRequest.class)
                .setParameter("id", caller.conversationId())
                .setParameter("state", state.wire())
                .setParameter("after", afterUser)
                .setMaxResults(limit)
                .getResultList();
    }

    /** @return up to so many requests of a user, to groups whose ids follow this one */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<JoinRequest> of(long user, long afterGroup, int limit) {
        return entities.createQuery(
                        "SELECT r FROM JoinRequest r WHERE r.userId = :user AND r.conversationId > :after "
                                + "ORDER BY r.conversationId",
                        JoinRequest.class)
                .setParameter("user", user)
                .setParameter("after", afterGroup)
                .setMaxResults(limit)
                .getResultList();
    }

    private long pending(long group) {
        return entities.createQuery(
                        "SELECT COUNT(r) FROM JoinRequest r WHERE r.conversationId = :id AND r.state = :state",
                        Long.class)
                .setParameter("id", group)
                .setParameter("state", JoinState.PENDING.wire())
                .getSingleResult();
    }

    private OpenConversation open(long group) {
        OpenConversation open = locks.lock(Set.of(group)).get(group);
        if (open == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        return open;
    }
}
