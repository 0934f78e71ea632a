package org.parley.search;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;

import org.parley.message.History;
import org.parley.protocol.Entry;
import org.parley.protocol.JsonText;

/**
 * Finds texts by their words, in conversations of which the reader is a member now, and from when they became one. What is
 * found is read from the log as it is now: what was recalled is not found, however far behind the index may be.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Search {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String SELECT = "SELECT s.conversation_id, s.seq, s.sent_at FROM parley_search s "
            + "JOIN parley_member m ON m.conversation_id = s.conversation_id AND m.user_id = ? AND m.joined_seq <= s.seq "
            + "WHERE ";
    private static final String IN_CONVERSATION = " AND s.conversation_id = ?";
    private static final String OLDER = " AND (s.sent_at < ? OR s.sent_at = ? AND "
            + "(s.conversation_id < ? OR s.conversation_id = ? AND s.seq < ?))";
    private static final String NEWEST_FIRST = " ORDER BY s.sent_at DESC, s.conversation_id DESC, s.seq DESC";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private History history;

    @Inject
    private Matching matching;

    /** @param next where the next page begins; empty if there is none */
    public record Page(List<Hit> hits, Optional<Place> next) {}

    /** @param highlights where in the text the words are */
    public record Hit(Entry entry, List<Highlight> highlights) {}

    /** Where a page ended. */
    public record Place(Instant at, long conversation, long seq) {}

    /**
     * @param conversation empty for all of the reader's
     * @return texts that have all these words, or words that begin like them, newest first; fewer than the limit do not
     *     mean that there are no more
     * @throws org.parley.protocol.Refusal if there is nothing to search for in the query, or too much
     */
    public Page find(String query, long reader, OptionalLong conversation, Optional<Place> after, int limit) {
        Question question = Question.of(query);
        List<Place> places = places(question, reader, conversation, after, limit + 1);
        List<Place> shown = places.subList(0, Math.min(limit, places.size()));
        List<Hit> hits = new ArrayList<>();
        for (Place place : shown) {
            hit(place, question, reader).ifPresent(hits::add);
        }
        Optional<Place> next = places.size() > limit ? Optional.of(shown.get(limit - 1)) : Optional.empty();
        return new Page(hits, next);
    }

    private List<Place> places(
            Question question, long reader, OptionalLong conversation, Optional<Place> after, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(reader);
        StringBuilder sql = new StringBuilder(SELECT).append(matching.condition(question, parameters));
        if (conversation.isPresent()) {
            sql.append(IN_CONVERSATION);
            parameters.add(conversation.getAsLong());
        }
        after.ifPresent(place -> {
            LocalDateTime at = LocalDateTime.ofInstant(place.at(), ZoneOffset.UTC);
            sql.append(OLDER);
            parameters.addAll(List.of(at, at, place.conversation(), place.conversation(), place.seq()));
        });
        Query query = entities.createNativeQuery(sql.append(NEWEST_FIRST).toString());
        for (int i = 0; i < parameters.size(); i++) {
            query.setParameter(i + 1, parameters.get(i));
        }
        query.setHint("jakarta.persistence.query.timeout", (int) LIMIT.toMillis());
        List<Place> places = new ArrayList<>();
        for (Object row : query.setMaxResults(limit).getResultList()) {
            places.add(place((Object[]) row));
        }
        return places;
    }

    private static Place place(Object[] row) {
        LocalDateTime at = row[2] instanceof Timestamp timestamp ? timestamp.toLocalDateTime() : (LocalDateTime) row[2];
        return new Place(at.toInstant(ZoneOffset.UTC), ((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }

    /** The index may be behind the log. */
    private Optional<Hit> hit(Place place, Question question, long reader) {
        return history.one(place.conversation(), place.seq(), reader).flatMap(entry -> {
            String text = JsonText.parse(entry.contentJson()).getString("text", "");
            List<Highlight> highlights = question.in(text);
            return highlights.isEmpty() ? Optional.empty() : Optional.of(new Hit(entry, highlights));
        });
    }
}
