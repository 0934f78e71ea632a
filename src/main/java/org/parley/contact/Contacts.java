package org.parley.contact;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.contact.Relation.Step;
import org.parley.conversation.Conversations;
import org.parley.conversation.Conversations.MembersChanged;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

/**
 * What people are to each other. Each step is one transaction that holds the accounts of both, so that of two who act on
 * each other at once, the second finds what the first one left. A block silences the blocked one in their direct
 * conversation in the same transaction, as a change of its members: whoever writes there sees it as soon as it is
 * committed.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Contacts {
    public static final int MAX_TEXT = 200;
    private static final int MAX_OPEN_REQUESTS = 200;
    private static final int MAX_KEPT = 5_000;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserStore users;

    @Inject
    private Conversations conversations;

    @Inject
    private Clock clock;

    /**
     * What a step has done.
     *
     * @param mine what the actor sees now
     * @param theirs what the other one sees now
     * @param silenced the direct conversation, if who may write there has changed
     */
    public record Outcome(Relation before, Relation mine, Relation theirs, Optional<MembersChanged> silenced) {}

    /** Somebody as one user knows them. */
    public record Acquainted(long user, Relation relation, String text, Instant since) {}

    /**
     * @param text what comes with a request; null for nothing
     * @throws Refusal {@code conflict} if the step can't be made from where they are, {@code forbidden} if the other one
     *     takes no requests from the actor
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Outcome step(UserRef actor, UserRef other, Step step, String text) {
        if (actor.id() == other.id()) {
            throw new Refusal(ErrorCode.CONFLICT, "Nobody is a contact of their own.");
        }
        users.hold(actor.id(), other.id());
        ContactPair pair = find(actor.id(), other.id());
        Relation before = pair == null ? Relation.NONE : pair.seenBy(actor.id());
        Relation after = before.after(step).orElseThrow(() -> cant(before, step));
        if (step != Step.UNBLOCK && after != before) {
            checkNumber(actor.id(), after);
        }
        ContactPair kept = pair == null ? new ContactPair(actor.id(), other.id()) : pair;
        kept.become(actor.id(), after, after == Relation.REQUESTED ? text : null, clock.instant());
        entities.persist(kept);
        boolean blocksChanged = before.blocks() != after.blocks() || before.isBlocked() != after.isBlocked();
        return new Outcome(
                before,
                after,
                after.mirrored(),
                blocksChanged
                        ? conversations.silence(actor, other, after.blocked(actor.id(), other.id()))
                        : Optional.empty());
    }

    private static Refusal cant(Relation before, Step step) {
        if (step == Step.REQUEST && before == Relation.BLOCKED_BY) {
            return new Refusal(ErrorCode.FORBIDDEN, "This person takes no requests from you.");
        }
        String detail =
                switch (before) {
                    case CONTACT -> "You are contacts already.";
                    case BLOCKING, BLOCKING_EACH -> "You have blocked this person.";
                    case NONE, BLOCKED_BY, REQUESTED, INCOMING -> "There is nothing of this kind between you.";
                };
        return new Refusal(ErrorCode.CONFLICT, detail);
    }

    private void checkNumber(long user, Relation wanted) {
        int most = wanted == Relation.REQUESTED ? MAX_OPEN_REQUESTS : MAX_KEPT;
        if (wanted != Relation.NONE && count(user, wanted) >= most) {
            throw new Refusal(ErrorCode.CONFLICT, "You have " + most + " of these; make room first.");
        }
    }

    private long count(long user, Relation relation) {
        return entities.createQuery(
                        "SELECT COUNT(p) FROM ContactPair p WHERE p.lowId = :user AND p.state = :mine "
                                + "OR p.highId = :user AND p.state = :theirs",
                        Long.class)
                .setParameter("user", user)
                .setParameter("mine", relation.name())
                .setParameter("theirs", relation.mirrored().name())
                .getSingleResult();
    }

    /** @return those who are this to the user, in the order of their ids; up to so many after this one */
    public List<Acquainted> list(long user, Set<Relation> relations, long afterUser, int limit) {
        // Each half is a range of an index of its own.
        List<Acquainted> all = new ArrayList<>();
        all.addAll(half(
                "SELECT p FROM ContactPair p WHERE p.highId = :user AND p.lowId > :after AND p.state IN :states "
                        + "ORDER BY p.lowId",
                user,
                relations.stream().map(relation -> relation.mirrored().name()).toList(),
                afterUser,
                limit));
        all.addAll(half(
                "SELECT p FROM ContactPair p WHERE p.lowId = :user AND p.highId > :after AND p.state IN :states "
                        + "ORDER BY p.highId",
                user,
                relations.stream().map(Relation::name).toList(),
                afterUser,
                limit));
        return all.stream().limit(limit).toList();
    }

    private List<Acquainted> half(String query, long user, List<String> states, long afterUser, int limit) {
        return entities.createQuery(query, ContactPair.class)
                .setParameter("user", user)
                .setParameter("after", afterUser)
                .setParameter("states", states)
                .setMaxResults(limit)
                .getResultStream()
                .map(pair -> new Acquainted(pair.other(user), pair.seenBy(user), pair.text(), pair.changedAt()))
                .toList();
    }

    /** @return what the other one is to this user, in the caller's transaction if there is one */
    public Relation between(long user, long other) {
        ContactPair pair = find(user, other);
        return pair == null ? Relation.NONE : pair.seenBy(user);
    }

    /** @return what those others are to this user to whom it is anything but {@link Relation#NONE} */
    public Map<Long, Relation> among(long user, Collection<Long> others) {
        Map<Long, Relation> found = new HashMap<>();
        for (String query : List.of(
                "SELECT p FROM ContactPair p WHERE p.lowId = :user AND p.highId IN :others",
                "SELECT p FROM ContactPair p WHERE p.highId = :user AND p.lowId IN :others")) {
            entities.createQuery(query, ContactPair.class)
                    .setParameter("user", user)
                    .setParameter("others", others)
                    .getResultStream()
                    .filter(pair -> pair.seenBy(user) != Relation.NONE)
                    .forEach(pair -> found.put(pair.other(user), pair.seenBy(user)));
        }
        return found;
    }

    private ContactPair find(long one, long other) {
        return entities.find(ContactPair.class, new ContactPair.Key(one, other));
    }
}
