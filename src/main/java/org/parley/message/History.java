package org.parley.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.protocol.Entry;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Reads the log, each entry as it is to be seen now. Each page is one range of the primary key, whatever the age and the
 * length of the conversation. Near the end of a conversation the database only tells where that is and what was changed, if
 * the entries are remembered.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class History {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserDirectory users;

    @Inject
    private RecentHistory recent;

    @Inject
    private PresentState present;

    /**
     * @param entries in the order of their seqs
     * @param more whether there are further ones beyond the page, in the direction of reading
     * @param first the oldest entry that there is for the reader: those before were removed because of their age, or are
     *     from before the reader came
     */
    public record Page(List<Entry> entries, boolean more, long first) {}

    /** Entries as they were appended, and what became of those that were changed. */
    private record Stored(List<Entry> entries, List<Long> senders, Map<Long, MessageState> states) {}

    private record Bounds(long first, long last) {
        Bounds from(long seq) {
            return new Bounds(Math.max(first, seq), last);
        }
    }

    /** @return the entries just below {@code before}, none of them below {@code from} */
    public Page before(long conversation, long before, long from, int limit, long reader) {
        Bounds log = bounds(conversation).from(from);
        long last = Math.min(before - 1, log.last());
        long first = Math.max(log.first(), last - limit + 1);
        return new Page(range(conversation, first, last, log.last(), reader), first > log.first(), log.first());
    }

    /** @return the entries just above {@code after}, none of them below {@code from} */
    public Page after(long conversation, long after, long from, int limit, long reader) {
        Bounds log = bounds(conversation).from(from);
        long first = Math.max(log.first(), Math.min(after, log.last()) + 1);
        long last = Math.min(log.last(), first + limit - 1);
        return new Page(range(conversation, first, last, log.last(), reader), last < log.last(), log.first());
    }

    /** @return the entry with this seq in the middle of a page; {@code more} tells of entries after it */
    public Page around(long conversation, long around, long from, int limit, long reader) {
        int above = limit / 2;
        Page older = before(conversation, Math.min(around, Long.MAX_VALUE - 1) + 1, from, limit - above, reader);
        Page newer = after(conversation, around, from, above, reader);
        List<Entry> entries = new ArrayList<>(older.entries());
        entries.addAll(newer.entries());
        return new Page(entries, newer.more(), newer.first());
    }

    /** @return the entry with this seq, if there is one */
    public Optional<Entry> one(long conversation, long seq, long reader) {
        return seen(conversation, stored(conversation, seq, seq), reader).stream()
                .findFirst();
    }

    /** @return entries after this one as they once were said, not as they are to be seen now: for the index and for exports */
    public List<Entry> raw(long conversation, long after, int limit) {
        return entries(entities.createQuery(
                        "SELECT m FROM Message m WHERE m.conversationId = :conversation AND m.seq > :after "
                                + "ORDER BY m.conversationId, m.seq",
                        Message.class)
                .setParameter("conversation", conversation)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList());
    }

    /** @return what this user sent with this cid, as it was once said, if it is in the log */
    public Optional<Entry> sent(long sender, String cid) {
        return entries(entities.createQuery(
                                "SELECT m FROM Message m WHERE m.senderId = :sender AND m.cid = :cid", Message.class)
                        .setParameter("sender", sender)
                        .setParameter("cid", cid)
                        .getResultList())
                .stream()
                .findFirst();
    }

    /** @return the conversations in which this user wrote something that is still there */
    public List<Long> writtenIn(long sender) {
        return entities.createQuery(
                        "SELECT DISTINCT m.conversationId FROM Message m WHERE m.senderId = :sender "
                                + "ORDER BY m.conversationId",
                        Long.class)
                .setParameter("sender", sender)
                .getResultList();
    }

    private Bounds bounds(long conversation) {
        return entities.createQuery("SELECT c.firstSeq, c.lastSeq FROM Conversation c WHERE c.id = :id", Object[].class)
                .setParameter("id", conversation)
                .getResultStream()
                .findFirst()
                .map(row -> new Bounds((Long) row[0], (Long) row[1]))
                .orElse(new Bounds(1, 0));
    }

    private List<Entry> range(long conversation, long first, long last, long end, long reader) {
        if (first > last) {
            return List.of();
        }
        Optional<List<Entry>> remembered = recent.range(conversation, first, last, end);
        if (remembered.isPresent()) {
            return present.of(conversation, remembered.get(), reader);
        }
        Stored stored = stored(conversation, first, last);
        recent.remember(stored.entries(), stored.senders(), end);
        return seen(conversation, stored, reader);
    }

    private List<Entry> seen(long conversation, Stored stored, long reader) {
        return present.of(conversation, stored.entries(), stored.states(), reader);
    }

    /**
     * Seqs have no gaps, so a page is known by its first and last: no database has to look at more than that, not even
     * H2, which reads no index backwards and would sort all that is older than the page.
     */
    private Stored stored(long conversation, long first, long last) {
        List<Message> rows = new ArrayList<>();
        Map<Long, MessageState> states = new HashMap<>();
        entities.createQuery(
                        "SELECT m, s FROM Message m LEFT JOIN MessageState s "
                                + "ON s.conversationId = m.conversationId AND s.seq = m.seq "
                                + "WHERE m.conversationId = :conversation AND m.seq BETWEEN :first AND :last "
                                + "ORDER BY m.conversationId, m.seq",
                        Object[].class)
                .setParameter("conversation", conversation)
                .setParameter("first", first)
                .setParameter("last", last)
                .getResultList()
                .forEach(row -> {
                    rows.add((Message) row[0]);
                    if (row[1] != null) {
                        MessageState state = (MessageState) row[1];
                        states.put(state.seq(), state);
                    }
                });
        return new Stored(entries(rows), rows.stream().map(Message::senderId).toList(), states);
    }

    private List<Entry> entries(List<Message> rows) {
        Map<Long, UserRef> senders =
                users.byIds(rows.stream().map(Message::senderId).collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> row.entry(senders.get(row.senderId()).handle()))
                .toList();
    }
}
