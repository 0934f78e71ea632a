package org.parley.message;

import java.util.ArrayList;
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
 * Reads the log, each entry as it is to be seen now. Each page is one range of the primary key, whatever the age and the length of the conversation. Near the
 * end of a conversation the database only tells where that is, if the entries are remembered.
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
     */
    public record Page(List<Entry> entries, boolean more) {}

    /** @return the entries just below {@code before}, none of them below {@code from} */
    public Page before(long conversation, long before, long from, int limit, long reader) {
        long end = lastSeq(conversation);
        long last = Math.min(before - 1, end);
        long first = Math.max(from, last - limit + 1);
        return new Page(range(conversation, first, last, end, reader), first > from);
    }

    /** @return the entries just above {@code after}, none of them below {@code from} */
    public Page after(long conversation, long after, long from, int limit, long reader) {
        long end = lastSeq(conversation);
        long first = Math.max(from, Math.min(after, end) + 1);
        long last = Math.min(end, first + limit - 1);
        return new Page(range(conversation, first, last, end, reader), last < end);
    }

    /** @return the entry with this seq in the middle of a page; {@code more} tells of entries after it */
    public Page around(long conversation, long around, long from, int limit, long reader) {
        int above = limit / 2;
        Page older = before(conversation, Math.min(around, Long.MAX_VALUE - 1) + 1, from, limit - above, reader);
        Page newer = after(conversation, around, from, above, reader);
        List<Entry> entries = new ArrayList<>(older.entries());
        entries.addAll(newer.entries());
        return new Page(entries, newer.more());
    }

    /** @return the entry with this seq, if there is one */
    public Optional<Entry> one(long conversation, long seq, long reader) {
        return present.of(conversation, stored(conversation, seq, seq), reader).stream()
                .findFirst();
    }

    /** @return entries after this one as they once were said, not as they are to be seen now: to be shown to nobody */
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

    private long lastSeq(long conversation) {
        return entities.createQuery("SELECT c.lastSeq FROM Conversation c WHERE c.id = :id", Long.class)
                .setParameter("id", conversation)
                .getResultStream()
                .findFirst()
                .orElse(0L);
    }

    private List<Entry> range(long conversation, long first, long last, long end, long reader) {
        if (first > last) {
            return List.of();
        }
        List<Entry> entries = recent.range(conversation, first, last, end).orElseGet(() -> {
            List<Entry> stored = stored(conversation, first, last);
            recent.remember(stored, end);
            return stored;
        });
        return present.of(conversation, entries, reader);
    }

    /**
     * Seqs have no gaps, so a page is known by its first and last: no database has to look at more than that, not even
     * H2, which reads no index backwards and would sort all that is older than the page.
     */
    private List<Entry> stored(long conversation, long first, long last) {
        return entries(entities.createQuery(
                        "SELECT m FROM Message m WHERE m.conversationId = :conversation "
                                + "AND m.seq BETWEEN :first AND :last ORDER BY m.conversationId, m.seq",
                        Message.class)
                .setParameter("conversation", conversation)
                .setParameter("first", first)
                .setParameter("last", last)
                .getResultList());
    }

    private List<Entry> entries(List<Message> rows) {
        Map<Long, UserRef> senders =
                users.byIds(rows.stream().map(Message::senderId).collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> row.entry(senders.get(row.senderId()).handle()))
                .toList();
    }
}
