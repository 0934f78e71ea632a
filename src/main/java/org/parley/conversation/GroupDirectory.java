package org.parley.conversation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.jpa.LikePattern;

/** The groups that anybody may find: those that are open, or open to requests. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class GroupDirectory {
    private static final String FOUND =
            "SELECT c FROM Conversation c WHERE c.joinMode IN :modes AND c.id > :after AND c.disabled = FALSE "
                    + "AND LOWER(c.name) LIKE LOWER(:name) ESCAPE '!' "
                    + "AND EXISTS (SELECT m FROM ConversationMember m WHERE m.conversationId = c.id) ORDER BY c.id";

    @PersistenceContext
    private EntityManager entities;

    /** A group as somebody sees it who is perhaps not in it. */
    public record Listing(
            long id,
            String name,
            String notice,
            String avatar,
            JoinMode mode,
            long members,
            boolean member,
            JoinState request) {}

    /**
     * @param query what is part of the name, in any case; empty finds all
     * @return up to so many groups whose ids follow this one, in the order of the ids
     */
    public List<Listing> find(long user, String query, long afterId, int limit) {
        String pattern = "%" + LikePattern.literal(query) + "%";
        List<Conversation> groups = entities.createQuery(FOUND, Conversation.class)
                .setParameter("modes", List.of(JoinMode.OPEN.wire(), JoinMode.APPROVAL.wire()))
                .setParameter("after", afterId)
                .setParameter("name", pattern)
                .setMaxResults(limit)
                .getResultList();
        if (groups.isEmpty()) {
            return List.of();
        }
        List<Long> ids = groups.stream().map(Conversation::id).toList();
        Map<Long, Long> counts = counts(ids);
        List<Long> own = own(user, ids);
        Map<Long, JoinState> requests = requests(user, ids);
        return groups.stream()
                .map(group -> new Listing(
                        group.id(),
                        group.name(),
                        group.notice(),
                        group.avatar(),
                        group.joinMode(),
                        counts.getOrDefault(group.id(), 0L),
                        own.contains(group.id()),
                        requests.getOrDefault(group.id(), JoinState.NONE)))
                .toList();
    }

    private Map<Long, Long> counts(List<Long> ids) {
        Map<Long, Long> counts = new HashMap<>();
        entities.createQuery(
                        "SELECT m.conversationId, COUNT(m) FROM ConversationMember m WHERE m.conversationId IN :ids "
                                + "GROUP BY m.conversationId",
                        Object[].class)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(row -> counts.put((Long) row[0], (Long) row[1]));
        return counts;
    }

    private List<Long> own(long user, List<Long> ids) {
        return entities.createQuery(
                        "SELECT m.conversationId FROM ConversationMember m WHERE m.userId = :user "
                                + "AND m.conversationId IN :ids",
                        Long.class)
                .setParameter("user", user)
                .setParameter("ids", ids)
                .getResultList();
    }

    private Map<Long, JoinState> requests(long user, List<Long> ids) {
        Map<Long, JoinState> states = new HashMap<>();
        entities.createQuery(
                        "SELECT r FROM JoinRequest r WHERE r.userId = :user AND r.conversationId IN :ids",
                        JoinRequest.class)
                .setParameter("user", user)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(request -> states.put(request.conversationId(), request.state()));
        return states;
    }
}
