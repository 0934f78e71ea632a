package org.parley.chaos;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import org.junit.jupiter.api.Test;
import org.parley.chaos.Evidence.Outside;
import org.parley.chaos.Evidence.Reading;
import org.parley.chaos.Evidence.Testimony;
import org.parley.testing.ChatClientAccount.Answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FreshReaderTest {
    private final Book book = new Book("ann");
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final Queue<String> asked = new ArrayDeque<>();
    private final FreshReader reader = new FreshReader(book, path -> {
        asked.add(path.substring(path.indexOf('?') + 1));
        return answers.remove();
    });

    private void answer(boolean more, long... seqs) {
        StringBuilder messages = new StringBuilder();
        for (long seq : seqs) {
            messages.append(messages.isEmpty() ? "" : ",")
                    .append("{\"conversation\":\"1\",\"kind\":\"text\",\"from\":\"ben\",\"text\":\"t\",\"seq\":" + seq
                            + "}");
        }
        answers.add(new Answer(200, Map.of(), "{\"messages\":[" + messages + "],\"more\":" + more + "}"));
    }

    private List<Long> read() {
        Testimony testimony = book.testimony();
        Reading last = testimony.anew().get(testimony.anew().size() - 1);
        return last.entries().stream().map(seen -> seen.entry().seq()).toList();
    }

    @Test
    void readsFromTheBeginningOn() {
        answer(true, 3, 4);
        answer(false, 5);
        reader.forwards("1");
        assertEquals(List.of(3L, 4L, 5L), read());
        assertEquals(List.of("after=0&limit=100", "after=4&limit=100"), List.copyOf(asked));
    }

    @Test
    void readsFromTheEndBack() {
        answer(true, 4, 5);
        answer(false, 3);
        reader.backwards("1");
        assertEquals(List.of(3L, 4L, 5L), read());
        assertEquals(List.of("limit=100", "before=4&limit=100"), List.copyOf(asked));
    }

    @Test
    void endsWhereThereIsMoreThatDoesNotCome() {
        answer(true, 3);
        answer(true);
        reader.forwards("1");
        answer(true, 3);
        answer(true, 3);
        reader.backwards("1");
        assertEquals(2, book.testimony().faults().size());
    }

    @Test
    void whatIsClosedToTheReaderIsWrittenDown() {
        answers.add(new Answer(403, Map.of(), ""));
        reader.outside("7");
        assertEquals(List.of(new Outside("7", 403)), book.testimony().outside());
        assertTrue(book.testimony().pages().isEmpty());
    }

    @Test
    void whatTheReaderHoldsStaysAsItIs() {
        answer(false, 1, 2);
        reader.forwards("1");
        assertTrue(book.testimony().views().isEmpty());
        assertEquals(0, book.held("1", 1));
    }
}
