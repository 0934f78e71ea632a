package org.parley.conversation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.jpa.LikePattern;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

/** How conversations come to be, and who sees them. What changes them later goes through their log. */
@Stateless
public class Conversations {
    public static final int MAX_NAME = 100;
    static final int MAX_NOTICE = 1_000;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserStore users;

    @Inject
    private ConversationLocks locks;

    @Inject
    private Acquaintance acquaintance;

    @Inject
    private Clock clock;

    /** @return the id of the direct conversation of these two, who may be one and the same; empty if there is none yet */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Long> findDirect(UserRef one, UserRef other) {
        return entities.createQuery("SELECT c.id FROM Conversation c WHERE c.directKey = :key", Long.class)
                .setParameter("key", Conversation.directKey(one.id(), other.id()))
                .getResultStream()
                .findFirst();
    }

    /**
     * Makes the direct conversation of these two.
     *
     * @throws jakarta.ejb.EJBException if it exists, which {@link #findDirect} then tells: two people may write to each other
     *     for the first time at the same moment
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public long createDirect(UserRef one, UserRef other) {
        // Whoever blocks holds the accounts, too: either they find the conversation, or it is made as they left it.
        users.hold(one.id(), other.id());
        Set<Long> blocked = one.id() == other.id() ? Set.of() : acquaintance.blocked(one.id(), other.id());
        if (blocked.contains(one.id())) {
            throw OpenConversation.blocked();
        }
        if (one.id() != other.id() && acquaintance.matters() && !acquaintance.exists(one.id(), other.id())) {
            throw OpenConversation.contactsOnly();
        }
        Conversation conversation = Conversation.direct(one.id(), other.id(), clock.instant());
        entities.persist(conversation);
        entities.flush();
        for (Long user : new TreeSet<>(List.of(one.id(), other.id()))) {
            Member member = new Member(conversation.id(), user, Role.MEMBER, 1);
            member.silence(blocked.contains(user) ? Members.FOR_EVER : null);
            entities.persist(member);
        }
        return conversation.id();
    }

    /**
     * What other nodes must know of a change of members that is no entry of the log.
     *
     * @param version of the members from now on
     */
    public record MembersChanged(long conversation, long version) {}

    /**
     * Says who of these two may not write in their direct conversation, in the caller's transaction, which holds both
     * accounts.
     *
     * @return empty if they have none yet
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Optional<MembersChanged> silence(UserRef one, UserRef other, Set<Long> silenced) {
        return findDirect(one, other).map(id -> {
            OpenConversation open = locks.lock(Set.of(id)).get(id);
            for (Long user : Set.of(one.id(), other.id())) {
                open.silence(user, silenced.contains(user) ? Members.FOR_EVER : null);
            }
            return new MembersChanged(id, open.members().version());
        });
    }

    /** @return owner and admins of a group */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Long> administrators(long group) {
        return entities.createQuery(
                        "SELECT m.userId FROM ConversationMember m WHERE m.conversationId = :id AND m.role <> :member",
                        Long.class)
                .setParameter("id", group)
                .setParameter("member", Role.MEMBER.wire())
                .getResultList();
    }

    /**
     * Makes a group with an empty log, of which its owner alone is a member: the others become members with its first entry.
     *
     * @throws Refusal if the name or the notice is too long
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public long createGroup(UserRef owner, String name, String notice, JoinMode mode) {
        Conversation group = Conversation.group(checkName(name), checkNotice(notice), mode, clock.instant());
        entities.persist(group);
        entities.flush();
        entities.persist(new Member(group.id(), owner.id(), Role.OWNER, 1));
        return group.id();
    }

    /** Takes back a group whose log has no entry. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void discardEmpty(long group) {
        entities.createQuery("DELETE FROM ConversationMember m WHERE m.conversationId = :id AND EXISTS "
                        + "(SELECT c FROM Conversation c WHERE c.id = :id AND c.lastSeq = 0)")
                .setParameter("id", group)
                .executeUpdate();
        entities.createQuery("DELETE FROM Conversation c WHERE c.id = :id AND c.lastSeq = 0")
                .setParameter("id", group)
                .executeUpdate();
    }

    /**
     * @return somebody's membership
     * @throws Refusal {@code not_found} if there is no such conversation, {@code forbidden} if they are not a member
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Member membership(long conversation, long user) {
        Member member = entities.find(Member.class, new Member.Key(conversation, user));
        if (member == null) {
            find(conversation);
        }
        Operation.READ.demand(member == null ? Standing.STRANGER : Standing.MEMBER);
        return member;
    }

    /**
     * Refuses early what would be refused when it comes to the log, where it costs much to get that far.
     *
     * @throws Refusal {@code not_found} if there is no such conversation; else as {@link OpenConversation#demand}
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public void demand(Operation operation, long conversation, long user) {
        boolean group = find(conversation).isGroup();
        OpenConversation.demandGroup(group, operation);
        operation.demand(Standing.of(group, role(conversation, user)));
    }

    /**
     * @return the key of a group's picture, which whoever may find the group sees, too
     * @throws Refusal as {@link #membership}
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<String> avatar(long conversation, long user) {
        Conversation found = find(conversation);
        if (!found.isGroup() || found.joinMode() == JoinMode.INVITATION) {
            membership(conversation, user);
        }
        return Optional.ofNullable(found.avatar());
    }

    private Conversation find(long id) {
        return Optional.ofNullable(entities.find(Conversation.class, id))
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
    }

    private Optional<Role> role(long conversation, long user) {
        return Optional.ofNullable(entities.find(Member.class, new Member.Key(conversation, user)))
                .map(Member::role);
    }

    /**
     * Keeps notifications of a conversation from one of its members, who may write and read as before. Nobody else learns
     * of it.
     *
     * @param until empty to have notifications again
     * @throws Refusal {@code not_found} if there is no such conversation, {@code forbidden} if they are not a member,
     *     {@code malformed} if the time is past, or later than {@link Members#FOR_EVER}
     */
    public void quiet(long conversation, long user, Optional<Instant> until) {
        if (until.filter(end -> !end.isAfter(clock.instant()) || end.isAfter(Members.FOR_EVER))
                .isPresent()) {
            throw new Refusal(ErrorCode.MALFORMED, "until is a time to come, before the year 9999");
        }
        membership(conversation, user).quiet(until.orElse(null));
    }

    /** @return up to so many members whose ids follow this one, in the order of the ids */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Member> membersAfter(long conversation, long afterUser, int limit) {
        return entities.createQuery(
                        "SELECT m FROM ConversationMember m WHERE m.conversationId = :id AND m.userId > :after ORDER BY m.userId",
                        Member.class)
                .setParameter("id", conversation)
                .setParameter("after", afterUser)
                .setMaxResults(limit)
                .getResultList();
    }

    /**
     * @param prefix how the name begins, in any case; empty finds all
     * @return up to so many groups whose ids follow this one, in the order of the ids
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<GroupRecord> groups(String prefix, long after, int limit) {
        String pattern = LikePattern.literal(prefix) + "%";
        return entities.createQuery(
                        "SELECT c, (SELECT COUNT(m) FROM ConversationMember m WHERE m.conversationId = c.id) "
                                + "FROM Conversation c WHERE c.type = :group AND c.id > :after "
                                + "AND LOWER(c.name) LIKE LOWER(:prefix) ESCAPE '!' ORDER BY c.id",
                        Object[].class)
                .setParameter("group", Conversation.GROUP)
                .setParameter("after", after)
                .setParameter("prefix", pattern)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> ((Conversation) row[0]).group((Long) row[1]))
                .toList();
    }

    /** @throws Refusal {@code not_found} if there is no such group */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public GroupRecord group(long id) {
        Conversation conversation = entities.find(Conversation.class, id);
        if (conversation == null || !conversation.isGroup()) {
            throw noGroup();
        }
        Long members = entities.createQuery(
                        "SELECT COUNT(m) FROM ConversationMember m WHERE m.conversationId = :id", Long.class)
                .setParameter("id", id)
                .getSingleResult();
        return conversation.group(members);
    }

    /** @return the user who owns the group; empty if nobody is in it any more */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Long> owner(long group) {
        return entities.createQuery(
                        "SELECT m.userId FROM ConversationMember m WHERE m.conversationId = :id AND m.role = :owner",
                        Long.class)
                .setParameter("id", group)
                .setParameter("owner", Role.OWNER.wire())
                .getResultStream()
                .findFirst();
    }

    /**
     * Keeps everything in a conversation from being removed because of its age, or no longer.
     *
     * @throws Refusal {@code not_found} if there is no such conversation
     */
    public void hold(long id, boolean on) {
        Conversation conversation = entities.find(Conversation.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (conversation == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        conversation.hold(on);
    }

    /**
     * Keeps everybody from changing anything in a group, or no longer; its members still read what is there.
     *
     * @return empty if that was so already
     * @throws Refusal {@code not_found} if there is no such group
     */
    public Optional<MembersChanged> disable(long id, boolean on) {
        Conversation group = entities.find(Conversation.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (group == null || !group.isGroup()) {
            throw noGroup();
        }
        if (group.isDisabled() == on) {
            return Optional.empty();
        }
        group.disable(on);
        return Optional.of(new MembersChanged(id, group.membersVersion()));
    }

    /** @return up to so many groups that are disabled, whose ids follow this one, with the version of their members */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<MembersChanged> disabled(long after, int limit) {
        return entities.createQuery(
                        "SELECT c.id, c.membersVersion FROM Conversation c WHERE c.disabled = TRUE AND c.id > :after "
                                + "ORDER BY c.id",
                        Object[].class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> new MembersChanged((Long) row[0], (Long) row[1]))
                .toList();
    }

    /** What administrators keep from happening in a conversation. */
    public record Standstill(boolean legalHold, boolean disabled) {}

    /** @return empty if there is no such conversation */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Standstill> standstill(long id) {
        return Optional.ofNullable(entities.find(Conversation.class, id))
                .map(conversation -> new Standstill(conversation.onLegalHold(), conversation.isDisabled()));
    }

    /** @return up to so many memberships of a user, of the conversations whose ids follow this one */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Member> memberships(long user, long after, int limit) {
        return entities.createQuery(
                        "SELECT m FROM ConversationMember m WHERE m.userId = :user AND m.conversationId > :after "
                                + "ORDER BY m.conversationId",
                        Member.class)
                .setParameter("user", user)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    private static Refusal noGroup() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such group.");
    }

    public static String checkName(String name) {
        String stripped = name == null ? "" : name.strip();
        if (stripped.isEmpty() || characters(stripped) > MAX_NAME) {
            throw new Refusal(ErrorCode.MALFORMED, "A group's name has 1 to " + MAX_NAME + " characters.");
        }
        return stripped;
    }

    public static String checkNotice(String notice) {
        String stripped = notice == null ? "" : notice.strip();
        if (characters(stripped) > MAX_NOTICE) {
            throw new Refusal(ErrorCode.MALFORMED, "A group's notice has at most " + MAX_NOTICE + " characters.");
        }
        return stripped.isEmpty() ? null : stripped;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
