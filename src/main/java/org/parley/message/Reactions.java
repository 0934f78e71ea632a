package org.parley.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;

import org.parley.protocol.Reaction;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Who reacted to what: a row for each user and emoji. Whoever changes them holds the lock on the conversation. */
@ApplicationScoped
class Reactions {
    /** How many of those who reacted with an emoji are named. */
    static final int NAMED = 50;

    private static final String OF_RANGE =
            "SELECT seq, emoji, user_id, total FROM (SELECT seq, emoji, user_id, reacted_seq, "
                    + "COUNT(*) OVER (PARTITION BY seq, emoji) AS total, "
                    + "ROW_NUMBER() OVER (PARTITION BY seq, emoji ORDER BY reacted_seq) AS place "
                    + "FROM parley_reaction WHERE conversation_id = ? AND seq BETWEEN ? AND ?) reacted "
                    + "WHERE place <= " + NAMED + " OR user_id = ? ORDER BY seq, reacted_seq";

    private static final String ONE_EMOJI = " FROM parley_reaction WHERE conversation_id = ? AND seq = ? AND emoji ";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserDirectory users;

    /**
     * The same reaction of one or more people.
     *
     * @param count of how many
     * @param users the first {@value #NAMED} of them, and the reader who is one of them
     */
    record Shown(String emoji, long count, List<String> users) {}

    private record Row(long seq, String emoji, long user, long total) {
        static Row of(Object row) {
            Object[] columns = (Object[]) row;
            return new Row(
                    ((Number) columns[0]).longValue(),
                    (String) columns[1],
                    ((Number) columns[2]).longValue(),
                    ((Number) columns[3]).longValue());
        }
    }

    boolean has(long conversation, Reaction reaction, long user) {
        return count(query("SELECT COUNT(*)" + ONE_EMOJI + "= ? AND user_id = ?", conversation, reaction)
                        .setParameter(4, user))
                > 0;
    }

    /** @return how many other emoji the message has */
    long otherEmoji(long conversation, Reaction reaction) {
        return count(query("SELECT COUNT(DISTINCT emoji)" + ONE_EMOJI + "<> ?", conversation, reaction));
    }

    void add(long conversation, Reaction reaction, long user, long by) {
        query(
                        "INSERT INTO parley_reaction (conversation_id, seq, emoji, user_id, reacted_seq) "
                                + "VALUES (?, ?, ?, ?, ?)",
                        conversation,
                        reaction)
                .setParameter(4, user)
                .setParameter(5, by)
                .executeUpdate();
    }

    void remove(long conversation, Reaction reaction, long user) {
        query("DELETE" + ONE_EMOJI + "= ? AND user_id = ?", conversation, reaction)
                .setParameter(4, user)
                .executeUpdate();
    }

    private Query query(String sql, long conversation, Reaction reaction) {
        return entities.createNativeQuery(sql)
                .setParameter(1, conversation)
                .setParameter(2, reaction.target())
                .setParameter(3, reaction.emoji());
    }

    private static long count(Query query) {
        return ((Number) query.getSingleResult()).longValue();
    }

    /** @return the reactions of each message of a range that has some, in the order of their first ones */
    Map<Long, List<Shown>> of(long conversation, long first, long last, long reader) {
        List<Row> rows = new ArrayList<>();
        for (Object row : entities.createNativeQuery(OF_RANGE)
                .setParameter(1, conversation)
                .setParameter(2, first)
                .setParameter(3, last)
                .setParameter(4, reader)
                .getResultList()) {
            rows.add(Row.of(row));
        }
        Map<Long, UserRef> people = users.byIds(rows.stream().map(Row::user).collect(Collectors.toSet()));
        Map<Long, List<Shown>> shown = new HashMap<>();
        rows.stream()
                .collect(Collectors.groupingBy(Row::seq))
                .forEach((seq, ofMessage) -> shown.put(seq, shown(ofMessage, people)));
        return shown;
    }

    private static List<Shown> shown(List<Row> rows, Map<Long, UserRef> people) {
        Map<String, List<Row>> byEmoji =
                rows.stream().collect(Collectors.groupingBy(Row::emoji, LinkedHashMap::new, Collectors.toList()));
        return byEmoji.entrySet().stream()
                .map(emoji -> new Shown(
                        emoji.getKey(),
                        emoji.getValue().get(0).total(),
                        emoji.getValue().stream()
                                .map(row -> people.get(row.user()).handle())
                                .toList()))
                .toList();
    }
}
