package org.parley.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;

import org.parley.jpa.EntryKey;
import org.parley.message.History;
import org.parley.protocol.Attachment;
import org.parley.protocol.Content;
import org.parley.protocol.Content.Kind;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.Edit;
import org.parley.protocol.Entry;
import org.parley.protocol.Recall;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;

/**
 * Brings the log into the index, each conversation from where that ends: what is in it is what the log said when it was
 * brought there, whoever did it, and each entry once.
 */
@Stateless
public class SearchIndex {
    static final int AT_ONCE = 200;

    private static final String LOCK =
            "SELECT conversation_id, seq FROM parley_search_position WHERE conversation_id IN (%s) "
                    + "ORDER BY conversation_id FOR UPDATE";

    private static final String MOVE =
            "UPDATE parley_search_position SET seq = CASE conversation_id%s END WHERE conversation_id IN (%s)";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private History history;

    /**
     * Goes on with these conversations in one transaction. Where what was heard of a conversation follows what is in the
     * index, that is all; otherwise up to {@value #AT_ONCE} entries are read from the log.
     *
     * @param heard for each conversation, entries in the order of their seqs, perhaps none
     * @return the conversations of which there is more in the log
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public List<Long> advance(Map<Long, List<Entry>> heard) {
        List<Long> unfinished = new ArrayList<>();
        Map<Long, Long> reached = new TreeMap<>();
        Map<Long, Long> positions = lock(new TreeSet<>(heard.keySet()));
        positions.forEach((conversation, position) -> {
            List<Entry> entries = heard.get(conversation);
            if (!follow(position, entries)) {
                entries = history.raw(conversation, position, AT_ONCE);
                if (entries.size() == AT_ONCE) {
                    unfinished.add(conversation);
                }
            }
            if (!entries.isEmpty()) {
                entries.forEach(this::take);
                reached.put(conversation, entries.get(entries.size() - 1).seq());
            }
        });
        move(reached);
        entities.flush();
        return unfinished;
    }

    private static boolean follow(long position, List<Entry> entries) {
        return !entries.isEmpty()
                && entries.get(0).seq() == position + 1
                && entries.get(entries.size() - 1).seq() == position + entries.size();
    }

    private Map<Long, Long> lock(Collection<Long> conversations) {
        Map<Long, Long> positions = locked(conversations);
        for (Long conversation : conversations) {
            if (!positions.containsKey(conversation)) {
                entities.createNativeQuery("INSERT INTO parley_search_position (conversation_id, seq) VALUES (?, 0)")
                        .setParameter(1, conversation)
                        .executeUpdate();
                positions.put(conversation, 0L);
            }
        }
        return positions;
    }

    private Map<Long, Long> locked(Collection<Long> conversations) {
        Query query = entities.createNativeQuery(LOCK.formatted("?" + ",?".repeat(conversations.size() - 1)));
        int parameter = 1;
        for (Long conversation : conversations) {
            query.setParameter(parameter++, conversation);
        }
        Map<Long, Long> positions = new HashMap<>();
        for (Object row : query.getResultList()) {
            Object[] columns = (Object[]) row;
            positions.put(((Number) columns[0]).longValue(), ((Number) columns[1]).longValue());
        }
        return positions;
    }

    /** In one statement, whatever their number. */
    private void move(Map<Long, Long> reached) {
        if (reached.isEmpty()) {
            return;
        }
        Query update = entities.createNativeQuery(
                MOVE.formatted(" WHEN ? THEN ?".repeat(reached.size()), "?" + ",?".repeat(reached.size() - 1)));
        int parameter = 1;
        for (var position : reached.entrySet()) {
            update.setParameter(parameter++, position.getKey());
            update.setParameter(parameter++, position.getValue());
        }
        for (Long conversation : reached.keySet()) {
            update.setParameter(parameter++, conversation);
        }
        update.executeUpdate();
    }

    private void take(Entry entry) {
        Content content = contentOf(entry);
        if (content instanceof Text text) {
            add(entry, text.text());
        } else if (content instanceof Attachment file) {
            // It may get a caption later.
            add(entry, file.text().orElse(""));
        } else if (content instanceof Edit edit) {
            indexed(entry.conversation(), edit.target())
                    .ifPresent(indexed -> indexed.setTokens(Words.index(edit.text())));
        } else if (content instanceof Recall recall) {
            indexed(entry.conversation(), recall.target()).ifPresent(entities::remove);
        }
    }

    private void add(Entry entry, String text) {
        entities.persist(new IndexedText(entry.conversation(), entry.seq(), entry.at(), Words.index(text)));
    }

    /** What can't be read here, such as what a newer node wrote, has no words to be found by. */
    private static Content contentOf(Entry entry) {
        try {
            return Kind.of(entry.kind())
                    .map(kind -> ContentCodec.decode(kind, entry.contentJson()))
                    .orElseGet(() -> new Content.Opaque(entry.kind()));
        } catch (Refusal | JsonException e) {
            return new Content.Opaque(entry.kind());
        }
    }

    private Optional<IndexedText> indexed(long conversation, long seq) {
        // It may have been brought here just now.
        entities.flush();
        return Optional.ofNullable(entities.find(IndexedText.class, new EntryKey(conversation, seq)));
    }

    /** @return conversations of which the index does not have everything, from this id on and by their ids */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Long> behind(long after, int limit) {
        List<Long> behind = new ArrayList<>();
        for (Object id : entities.createNativeQuery(
                        "SELECT c.id FROM parley_conversation c LEFT JOIN parley_search_position p "
                                + "ON p.conversation_id = c.id WHERE c.id > ? AND c.last_seq > COALESCE(p.seq, 0) "
                                + "ORDER BY c.id")
                .setParameter(1, after)
                .setMaxResults(limit)
                .getResultList()) {
            behind.add(((Number) (id instanceof Object[] row ? row[0] : id)).longValue());
        }
        return behind;
    }
}
