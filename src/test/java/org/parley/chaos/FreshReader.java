package org.parley.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import org.parley.chaos.Evidence.Reading;
import org.parley.chaos.Evidence.Seen;
import org.parley.testing.ChatClientAccount.Answer;

/** Reads whole logs as somebody who holds nothing, and leaves what the user holds as it is. */
final class FreshReader {
    private static final int PAGE = 100;
    private static final int ATTEMPTS = 60;
    private static final long PAUSE_NANOS = 1_000_000_000;
    private static final int OK = 200;

    private final Book book;
    private final Function<String, Answer> server;

    /** @param server answers what is asked for with GET, or throws {@link Rest.Away} */
    FreshReader(Book book, Function<String, Answer> server) {
        this.book = book;
        this.server = server;
    }

    static String messages(String conversation) {
        return "/api/conversations/" + conversation + "/messages?";
    }

    /** Reads from the beginning on. */
    void forwards(String conversation) {
        List<Seen> entries = new ArrayList<>();
        long after = 0;
        boolean more = true;
        while (more) {
            long asked = System.nanoTime();
            JsonNode page = page(messages(conversation) + "after=" + after + "&limit=" + PAGE);
            more = page.get("more").asBoolean();
            List<Seen> shown = book.shown(conversation, after, page, !more, asked);
            entries.addAll(shown);
            long last = shown.isEmpty()
                    ? after
                    : shown.get(shown.size() - 1).entry().seq();
            if (more && last <= after) {
                book.fault("after " + after + " of " + conversation + " there is more, but it does not come");
                more = false;
            }
            after = last;
        }
        book.anew(new Reading(conversation, true, entries));
    }

    /** Reads from the end back. */
    void backwards(String conversation) {
        List<Seen> entries = new ArrayList<>();
        long before = Long.MAX_VALUE;
        boolean more = true;
        while (more) {
            long asked = System.nanoTime();
            String from = before == Long.MAX_VALUE ? "" : "before=" + before + "&";
            JsonNode page = page(messages(conversation) + from + "limit=" + PAGE);
            more = page.get("more").asBoolean();
            boolean none = page.get("messages").isEmpty();
            long first = none ? before : page.at("/messages/0/seq").asLong();
            boolean end = before == Long.MAX_VALUE && !none;
            entries.addAll(0, book.shown(conversation, none ? 0 : first - 1, page, end, asked));
            if (more && first >= before) {
                book.fault("before " + before + " of " + conversation + " there is more, but it does not come");
                more = false;
            }
            before = first;
        }
        book.anew(new Reading(conversation, false, entries));
    }

    /** Asks for the log of a conversation of which the user is no member. */
    void outside(String conversation) {
        long asked = System.nanoTime();
        Answer answer = ask(messages(conversation) + "after=0");
        book.outside(conversation, answer.status());
        if (answer.status() == OK) {
            book.shown(conversation, 0, answer.json(), false, asked);
        }
    }

    private JsonNode page(String path) {
        return ask(path).expect(OK);
    }

    /** Asks again while the server says that it is too much, or away. */
    private Answer ask(String path) {
        for (int attempt = 1; ; attempt++) {
            try {
                return server.apply(path);
            } catch (Rest.Away e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
