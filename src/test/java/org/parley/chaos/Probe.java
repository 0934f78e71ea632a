package org.parley.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When all is whole again, everybody says something wherever they are a member, and all others there are to hear it over
 * their connections. Live delivery is at most once, so what one round misses may have been lost with a connection; what is
 * missed in every round is not delivered.
 */
final class Probe {
    /** Something that was said. */
    record Text(String user, String cid, String conversation, Content content) {}

    private Probe() {}

    /**
     * Returns what is missing, as sentences. What was refused for good needs no ears.
     *
     * @param texts all of one round
     * @param members by each user the conversations of which they were members all the time
     * @param books by each user
     * @param since when the round began
     */
    static List<String> unheard(
            List<Text> texts, Map<String, Set<String>> members, Map<String, Book> books, long since) {
        List<String> missing = new ArrayList<>();
        for (Text text : texts) {
            Book sender = books.get(text.user());
            if (sender.isRefused(text.cid())) {
                continue;
            }
            if (!sender.isAcknowledged(text.cid())) {
                missing.add(text + " was not acknowledged");
            }
            books.forEach((user, book) -> {
                if (!user.equals(text.user())
                        && members.getOrDefault(user, Set.of()).contains(text.conversation())
                        && !book.heard(text, since)) {
                    missing.add(user + " did not hear " + text);
                }
            });
        }
        return missing;
    }
}
