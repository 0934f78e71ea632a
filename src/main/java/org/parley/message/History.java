package org.parley.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

/** Reads the log. Each page is one range of the primary key, whatever the age and the length of the conversation. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class History {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserDirectory users;

    /**
     * @param entries in the order of their seqs
     * @param more whether there are further ones beyond the page, in the direction of reading
     */
    public record Page(List<Entry> entries, boolean more) {}

    /** @return the entries just below {@code before}, none of them below {@code from} */
    public Page before(long conversation, long before, long from, int limit) {
        List<Message> rows = entities.createQuery(
                        "SELECT m FROM Message m WHERE m.conversationId = :conversation "
                                + "AND m.seq < :before AND m.seq >= :from ORDER BY m.seq DESC",
                        Message.class)
                .setParameter("conversation", conversation)
                .setParameter("before", before)
                .setParameter("from", from)
                .setMaxResults(limit + 1)
                .getResultList();
        List<Message> page = new ArrayList<>(rows.subList(0, Math.min(limit, rows.size())));
        Collections.reverse(page);
        return new Page(entries(page), rows.size() > limit);
    }

    /** @return the entries just above {@code after}, none of them below {@code from} */
    public Page after(long conversation, long after, long from, int limit) {
        List<Message> rows = entities.createQuery(
                        "SELECT m FROM Message m WHERE m.conversationId = :conversation "
                                + "AND m.seq > :after AND m.seq >= :from ORDER BY m.seq",
                        Message.class)
                .setParameter("conversation", conversation)
                .setParameter("after", after)
                .setParameter("from", from)
                .setMaxResults(limit + 1)
                .getResultList();
        return new Page(entries(rows.subList(0, Math.min(limit, rows.size()))), rows.size() > limit);
    }

    /** @return the entry with this seq in the middle of a page; {@code more} tells of entries after it */
    public Page around(long conversation, long around, long from, int limit) {
        int above = limit / 2;
        Page older = before(conversation, around + 1, from, limit - above);
        Page newer = after(conversation, around, from, above);
        List<Entry> entries = new ArrayList<>(older.entries());
        entries.addAll(newer.entries());
        return new Page(entries, newer.more());
    }

    private List<Entry> entries(List<Message> rows) {
        Map<Long, UserRef> senders =
                users.byIds(rows.stream().map(Message::senderId).collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> row.entry(senders.get(row.senderId()).handle()))
                .toList();
    }
}
