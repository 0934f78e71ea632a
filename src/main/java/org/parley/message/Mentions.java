package org.parley.message;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Who is mentioned where: a row for each, from which unread mentions are counted. To be asked in the transaction that
 * appends the mentioning entry.
 */
@ApplicationScoped
class Mentions {
    /** Stands in for each member of the group. */
    private static final long ALL = 0;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private UserDirectory users;

    /**
     * @return the ids of those whom somebody mentions
     * @throws Refusal if one of them is not a member, or if they may not mention all
     */
    Set<Long> check(List<String> mentions, UserRef sender, OpenConversation conversation) {
        Set<Long> ids = new HashSet<>();
        for (String mention : mentions) {
            if (mention.equals(Text.ALL)) {
                Operation.MENTION_ALL.demand(conversation.standing(sender.id()));
                ids.add(ALL);
            } else {
                ids.add(users.byHandle(mention)
                        .map(UserRef::id)
                        .filter(id -> conversation.members().contains(id))
                        .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no member " + mention + ".")));
            }
        }
        return ids;
    }

    void add(OpenConversation conversation, long seq, long author, Set<Long> mentioned) {
        for (Long user : mentioned) {
            entities.createNativeQuery(
                            "INSERT INTO parley_mention (conversation_id, seq, user_id, author_id) VALUES (?, ?, ?, ?)")
                    .setParameter(1, conversation.id())
                    .setParameter(2, seq)
                    .setParameter(3, user)
                    .setParameter(4, author)
                    .executeUpdate();
        }
    }

    void remove(OpenConversation conversation, long seq) {
        entities.createNativeQuery("DELETE FROM parley_mention WHERE conversation_id = ? AND seq = ?")
                .setParameter(1, conversation.id())
                .setParameter(2, seq)
                .executeUpdate();
    }
}
