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
import jakarta.persistence.Query;

import org.parley.conversation.Conversation;
import org.parley.conversation.JoinState;
import org.parley.conversation.Member;
import org.parley.conversation.Operation;
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

    /** Conversations whose unread entries are counted by one statement. */
    private static final int UNREAD_AT_ONCE = 50;

    /**
     * Of the entries up to the one that the summary calls its last. What was recalled does not count: it is said by those rows
     * of the state, which are few. So are the mentions of one user, which are looked for however far back that user has read.
     */
    private static final String COUNT_UNREAD = "SELECT (SELECT id FROM parley_conversation WHERE id = ?), COUNT(*), "
            + "(SELECT COUNT(*) FROM parley_changed_message WHERE conversation_id = ? AND seq BETWEEN ? AND ? AND author_id <> ? "
            + "AND recalled_at IS NOT NULL), "
            + "(SELECT COUNT(DISTINCT seq) FROM parley_mention WHERE conversation_id = ? AND seq BETWEEN ? AND ? AND author_id <> ? "
            + "AND user_id IN (?, 0)) "
            + "FROM parley_message WHERE conversation_id = ? AND seq BETWEEN ? AND ? AND sender_id <> ? AND kind IN ("
            + COUNTED.stream().map(kind -> "'" + kind + "'").collect(Collectors.joining(",")) + ")";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserDirectory users;

    /** @param mentions how many of the unread messages mention the user */
    private record Unread(long messages, long mentions) {
        static final Unread NONE = new Unread(0, 0);
    }

    /** What the database tells of the members of a conversation but the one who asks. */
    private record Others(int count, Long anyUser) {
        static final Others NONE = new Others(0, null);
    }

    /** The lowest ones of the others whose accounts are enabled or, if there is none, of all others. */
    private record Cursors(long delivered, long read) {}

    /** @return all conversations of this user as JSON, the one with the newest entry first */
    public List<ConversationJson> of(long user) {
        return json(
                user,
                entities.createQuery(
                                "SELECT c, m FROM Conversation c, ConversationMember m "
                                        + "WHERE m.userId = :user AND c.id = m.conversationId",
                                Object[].class)
                        .setParameter("user", user)
                        .getResultList());
    }

    /** @return the conversation as this user sees it; empty if they are not a member */
    public Optional<String> of(long user, long conversation) {
        List<Object[]> rows = entities.createQuery(
                        "SELECT c, m FROM Conversation c, ConversationMember m "
                                + "WHERE m.userId = :user AND c.id = m.conversationId AND c.id = :conversation",
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
        Map<Long, Cursors> cursors = cursors(user, others);
        Map<Long, Unread> unread = unread(user, rows);
        Map<Long, Long> requests = requests(rows);
        Map<Long, Message> last = last(user, ids);
        Map<Long, UserRef> people = people(user, others.values(), last.values());
        return rows.stream()
                .map(row -> summary(
                        user, (Conversation) row[0], (Member) row[1], last, others, cursors, unread, requests, people))
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
            Map<Long, Message> lastEntries,
            Map<Long, Others> allOthers,
            Map<Long, Cursors> cursors,
            Map<Long, Unread> unread,
            Map<Long, Long> requests,
            Map<Long, UserRef> people) {
        Others others = allOthers.getOrDefault(conversation.id(), Others.NONE);
        Message last = lastEntries.get(conversation.id());
        Optional<Cursors> lowest = Optional.ofNullable(cursors.get(conversation.id()));
        Optional<Entry> lastEntry = Optional.ofNullable(last)
                .map(row -> row.entry(people.get(row.senderId()).handle()));
        Long other = others.anyUser() == null ? Long.valueOf(user) : others.anyUser();
        return new Summary(
                conversation.id(),
                conversation.isGroup(),
                conversation.name(),
                conversation.notice(),
                conversation.avatar(),
                conversation.isGroup() ? Optional.empty() : Optional.of(people.get(other)),
                others.count() + 1,
                member.role(),
                conversation.isGroup() ? Optional.of(conversation.joinMode()) : Optional.empty(),
                decides(conversation, member)
                        ? Optional.of(requests.getOrDefault(conversation.id(), 0L))
                        : Optional.empty(),
                conversation.isDisabled(),
                member.mutedUntil(),
                member.quietUntil(),
                Math.max(member.joinedSeq(), conversation.firstSeq()),
                conversation.lastSeq(),
                member.deliveredSeq(),
                member.readSeq(),
                unread.getOrDefault(conversation.id(), Unread.NONE).messages(),
                unread.getOrDefault(conversation.id(), Unread.NONE).mentions(),
                lowest.map(Cursors::delivered),
                lowest.map(Cursors::read),
                lastEntry,
                last != null && last.senderId() == user,
                lastEntry.map(Entry::at).orElse(conversation.createdAt()));
    }

    private static boolean decides(Conversation conversation, Member member) {
        return Operation.DECIDE_JOIN_REQUESTS.allowed(conversation.isGroup(), member.role());
    }

    private Map<Long, Long> requests(List<Object[]> rows) {
        List<Long> decided = rows.stream()
                .filter(row -> decides((Conversation) row[0], (Member) row[1]))
                .map(row -> ((Conversation) row[0]).id())
                .toList();
        Map<Long, Long> requests = new HashMap<>();
        if (!decided.isEmpty()) {
            entities.createQuery(
                            "SELECT r.conversationId, COUNT(r) FROM JoinRequest r WHERE r.conversationId IN :ids "
                                    + "AND r.state = :pending GROUP BY r.conversationId",
                            Object[].class)
                    .setParameter("ids", decided)
                    .setParameter("pending", JoinState.PENDING.wire())
                    .getResultList()
                    .forEach(row -> requests.put((Long) row[0], (Long) row[1]));
        }
        return requests;
    }

    private Map<Long, Others> others(long user, Set<Long> conversations) {
        Map<Long, Others> others = new HashMap<>();
        entities.createQuery(
                        "SELECT m.conversationId, COUNT(m), MIN(m.userId) "
                                + "FROM ConversationMember m WHERE m.conversationId IN :ids AND m.userId <> :user "
                                + "GROUP BY m.conversationId",
                        Object[].class)
                .setParameter("ids", conversations)
                .setParameter("user", user)
                .getResultList()
                .forEach(row -> others.put((Long) row[0], new Others(((Long) row[1]).intValue(), (Long) row[2])));
        return others;
    }

    private Map<Long, Cursors> cursors(long user, Map<Long, Others> others) {
        List<Long> shown = others.entrySet().stream()
                .filter(entry -> entry.getValue().count() < CURSORS_SHOWN_UP_TO)
                .map(Map.Entry::getKey)
                .toList();
        Map<Long, Cursors> cursors = new HashMap<>();
        if (!shown.isEmpty()) {
            entities.createQuery(
                            "SELECT m.conversationId, u.enabled, MIN(m.deliveredSeq), MIN(m.readSeq) "
                                    + "FROM ConversationMember m, User u WHERE m.conversationId IN :ids "
                                    + "AND m.userId <> :user AND u.id = m.userId GROUP BY m.conversationId, u.enabled",
                            Object[].class)
                    .setParameter("ids", shown)
                    .setParameter("user", user)
                    .getResultStream()
                    .sorted(Comparator.comparing(row -> (Boolean) row[1]))
                    .forEach(row -> cursors.put((Long) row[0], new Cursors((Long) row[2], (Long) row[3])));
        }
        return cursors;
    }

    private Map<Long, Unread> unread(long user, List<Object[]> rows) {
        List<Object[]> behind = rows.stream()
                .filter(row -> ((Conversation) row[0]).lastSeq() > ((Member) row[1]).readSeq())
                .toList();
        Map<Long, Unread> unread = new HashMap<>();
        for (int from = 0; from < behind.size(); from += UNREAD_AT_ONCE) {
            countUnread(user, behind.subList(from, Math.min(behind.size(), from + UNREAD_AT_ONCE)), unread);
        }
        return unread;
    }

    /**
     * Each conversation is a range of the primary key of its own, with known ends. Joined to the cursors the log would be
     * read from its beginning: MariaDB takes the conversation from the index then, but not the seq.
     */
    private void countUnread(long user, List<Object[]> behind, Map<Long, Unread> unread) {
        Query query = entities.createNativeQuery(
                behind.stream().map(row -> COUNT_UNREAD).collect(Collectors.joining(" UNION ALL ")));
        int position = 1;
        for (Object[] row : behind) {
            Conversation conversation = (Conversation) row[0];
            long id = conversation.id();
            long last = conversation.lastSeq();
            long firstUnread = ((Member) row[1]).readSeq() + 1;
            long first = Math.max(firstUnread, last - UNREAD_WINDOW + 1);
            for (long parameter :
                    new long[] {id, id, first, last, user, id, firstUnread, last, user, user, id, first, last, user}) {
                query.setParameter(position++, parameter);
            }
        }
        for (Object row : query.getResultList()) {
            Object[] count = (Object[]) row;
            unread.put(
                    ((Number) count[0]).longValue(),
                    new Unread(
                            ((Number) count[1]).longValue() - ((Number) count[2]).longValue(),
                            ((Number) count[3]).longValue()));
        }
    }

    /** Asks for the membership once more: who was removed just now gets nothing of what came afterwards. */
    private Map<Long, Message> last(long user, Set<Long> conversations) {
        return entities.createQuery(
                        "SELECT e FROM Conversation c, Message e, ConversationMember m "
                                + "WHERE c.id IN :ids AND e.conversationId = c.id AND e.seq = c.lastSeq "
                                + "AND m.conversationId = c.id AND m.userId = :user AND m.joinedSeq <= e.seq",
                        Message.class)
                .setParameter("ids", conversations)
                .setParameter("user", user)
                .getResultStream()
                .collect(Collectors.toMap(Message::conversationId, message -> message));
    }

    private Map<Long, UserRef> people(long user, Collection<Others> others, Collection<Message> last) {
        Set<Long> ids =
                others.stream().map(Others::anyUser).filter(Objects::nonNull).collect(Collectors.toSet());
        last.forEach(message -> ids.add(message.senderId()));
        ids.add(user);
        return users.byIds(ids);
    }
}
