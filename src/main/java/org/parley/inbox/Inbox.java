package org.parley.inbox;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.conversation.Conversation;
import org.parley.conversation.Member;
import org.parley.message.Message;
import org.parley.protocol.Content;
import org.parley.protocol.Entry;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * The conversations of a user, in a handful of queries whatever their number. Unread counts are derived from the log
 * and the cursors: there is no counter that could go wrong.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Inbox {
    static final int UNREAD_WINDOW = 1_000;

    /** In larger groups the cursors of all others are not looked at for a summary. */
    public static final int CURSORS_SHOWN_UP_TO = 100;

    private static final List<String> COUNTED = Set.of(Content.Kind.values()).stream()
            .filter(Content.Kind::counted)
            .map(Content.Kind::wire)
            .toList();

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserDirectory users;

    /** What the database tells of the members of a conversation but the one who asks. */
    private record Others(int count, Long lowestDelivered, Long lowestRead, Long anyUser) {
        static final Others NONE = new Others(0, null, null, null);
    }

    /** @return all conversations of this user as JSON, the one with the newest entry first */
    public List<ConversationJson> of(long user) {
        List<Object[]> rows = entities.createQuery(
                        "SELECT c, m, l FROM Member m JOIN Conversation c ON c.id = m.conversationId "
                                + "LEFT JOIN Message l ON l.conversationId = c.id AND l.seq = c.lastSeq "
                                + "WHERE m.userId = :user",
                        Object[].class)
                .setParameter("user", user)
                .getResultList();
        return json(user, rows);
    }

    /** @return the conversation as this user sees it; empty if they are not a member */
    public Optional<String> of(long user, long conversation) {
        List<Object[]> rows = entities.createQuery(
                        "SELECT c, m, l FROM Member m JOIN Conversation c ON c.id = m.conversationId "
                                + "LEFT JOIN Message l ON l.conversationId = c.id AND l.seq = c.lastSeq "
                                + "WHERE m.userId = :user AND m.conversationId = :conversation",
                        Object[].class)
                .setParameter("user", user)
                .setParameter("conversation", conversation)
                .getResultList();
        return json(user, rows).stream().findFirst().map(ConversationJson::json);
    }

    /** A conversation as JSON, with what it is ordered by. */
    public record ConversationJson(long id, Instant activeAt, String json) {}

    private List<ConversationJson> json(long user, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Set<Long> ids = rows.stream().map(row -> ((Conversation) row[0]).id()).collect(Collectors.toSet());
        Map<Long, Others> others = others(user, ids);
        Map<Long, Long> unread = unread(user, ids);
        Map<Long, UserRef> people = people(rows, others.values());
        return rows.stream()
                .map(row ->
                        summary(user, (Conversation) row[0], (Member) row[1], (Message) row[2], others, unread, people))
                .sorted(Comparator.comparing(Summary::activeAt)
                        .thenComparing(Summary::id)
                        .reversed())
                .map(summary -> new ConversationJson(summary.id(), summary.activeAt(), SummaryCodec.encode(summary)))
                .toList();
    }

    private Summary summary(
            long user,
            Conversation conversation,
            Member member,
            Message last,
            Map<Long, Others> allOthers,
            Map<Long, Long> unread,
            Map<Long, UserRef> people) {
        Others others = allOthers.getOrDefault(conversation.id(), Others.NONE);
        boolean cursorsShown = others.count() > 0 && others.count() < CURSORS_SHOWN_UP_TO;
        Optional<Entry> lastEntry = Optional.ofNullable(last)
                .map(row -> row.entry(people.get(row.senderId()).handle()));
        Long other = others.anyUser() == null ? Long.valueOf(user) : others.anyUser();
        return new Summary(
                conversation.id(),
                conversation.isGroup(),
                conversation.name(),
                conversation.notice(),
                conversation.isGroup() ? Optional.empty() : Optional.of(people.get(other)),
                others.count() + 1,
                member.role(),
                member.joinedSeq(),
                conversation.lastSeq(),
                member.deliveredSeq(),
                member.readSeq(),
                unread.getOrDefault(conversation.id(), 0L),
                cursorsShown ? Optional.of(others.lowestDelivered()) : Optional.empty(),
                cursorsShown ? Optional.of(others.lowestRead()) : Optional.empty(),
                lastEntry,
                last != null && last.senderId() == user,
                lastEntry.map(Entry::at).orElse(conversation.createdAt()));
    }

    private Map<Long, Others> others(long user, Set<Long> conversations) {
        Map<Long, Others> others = new HashMap<>();
        entities.createQuery(
                        "SELECT m.conversationId, COUNT(m), MIN(m.deliveredSeq), MIN(m.readSeq), MIN(m.userId) "
                                + "FROM Member m WHERE m.conversationId IN :ids AND m.userId <> :user "
                                + "GROUP BY m.conversationId",
                        Object[].class)
                .setParameter("ids", conversations)
                .setParameter("user", user)
                .getResultList()
                .forEach(row -> others.put(
                        (Long) row[0],
                        new Others(((Long) row[1]).intValue(), (Long) row[2], (Long) row[3], (Long) row[4])));
        return others;
    }

    private Map<Long, Long> unread(long user, Set<Long> conversations) {
        Map<Long, Long> unread = new HashMap<>();
        entities.createQuery(
                        "SELECT m.conversationId, COUNT(e) FROM Member m "
                                + "JOIN Conversation c ON c.id = m.conversationId "
                                + "JOIN Message e ON e.conversationId = c.id "
                                + "AND e.seq > m.readSeq AND e.seq > c.lastSeq - " + UNREAD_WINDOW
                                + " WHERE m.userId = :user AND c.id IN :ids AND c.lastSeq > m.readSeq "
                                + "AND e.senderId <> :user AND e.kind IN :counted GROUP BY m.conversationId",
                        Object[].class)
                .setParameter("user", user)
                .setParameter("ids", conversations)
                .setParameter("counted", COUNTED)
                .getResultList()
                .forEach(row -> unread.put((Long) row[0], (Long) row[1]));
        return unread;
    }

    private Map<Long, UserRef> people(List<Object[]> rows, Collection<Others> others) {
        Set<Long> ids =
                others.stream().map(Others::anyUser).filter(Objects::nonNull).collect(Collectors.toSet());
        for (Object[] row : rows) {
            ids.add(((Member) row[1]).userId());
            if (row[2] != null) {
                ids.add(((Message) row[2]).senderId());
            }
        }
        return users.byIds(ids);
    }
}
