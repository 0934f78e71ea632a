package org.parley.receipt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;

import org.parley.conversation.Member;

/** Writes cursors. */
@Stateless
public class ReceiptStore {
    @PersistenceContext
    private EntityManager entities;

    /** Whose cursors, and where. */
    record Cursor(long conversation, long user) {}

    /** How far; 0 where nothing is said. */
    record Cursors(long delivered, long read) {
        Cursors furthest(Cursors other) {
            return new Cursors(Math.max(delivered, other.delivered), Math.max(read, other.read));
        }
    }

    /** Cursors that moved, and where they stand now. */
    record Moved(long conversation, long user, long delivered, long read) {}

    /**
     * Moves cursors forward in one transaction, never back and never beyond the end of the log.
     *
     * @return those that moved
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public List<Moved> advance(Map<Cursor, Cursors> receipts) {
        Map<Long, Long> ends = ends(receipts);
        List<Moved> moved = new ArrayList<>();
        for (Member member : lock(receipts)) {
            Cursors cursors = receipts.get(new Cursor(member.conversationId(), member.userId()));
            long end = ends.getOrDefault(member.conversationId(), 0L);
            if (member.advance(Math.min(cursors.delivered(), end), Math.min(cursors.read(), end))) {
                moved.add(new Moved(member.conversationId(), member.userId(), member.deliveredSeq(), member.readSeq()));
            }
        }
        return moved;
    }

    /** Always in the same order, so that two nodes never wait for each other. */
    private List<Member> lock(Map<Cursor, Cursors> receipts) {
        String pairs = receipts.keySet().stream().map(cursor -> "(?,?)").collect(Collectors.joining(","));
        Query query = entities.createNativeQuery(
                "SELECT * FROM parley_member WHERE (conversation_id, user_id) IN (" + pairs
                        + ") ORDER BY conversation_id, user_id FOR UPDATE",
                Member.class);
        int position = 1;
        for (Cursor cursor : receipts.keySet()) {
            query.setParameter(position++, cursor.conversation());
            query.setParameter(position++, cursor.user());
        }
        List<Member> members = new ArrayList<>();
        for (Object row : query.getResultList()) {
            members.add((Member) row);
        }
        return members;
    }

    private Map<Long, Long> ends(Map<Cursor, Cursors> receipts) {
        Map<Long, Long> ends = new HashMap<>();
        entities.createQuery("SELECT c.id, c.lastSeq FROM Conversation c WHERE c.id IN :ids", Object[].class)
                .setParameter(
                        "ids",
                        receipts.keySet().stream().map(Cursor::conversation).collect(Collectors.toSet()))
                .getResultList()
                .forEach(row -> ends.put((Long) row[0], (Long) row[1]));
        return ends;
    }
}
