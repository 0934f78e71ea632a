package org.parley.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Somebody on each node, who write to each other and want to read it at once. */
final class LiveCheck implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LiveCheck.class.getName());
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final List<ChatClientAccount> people;
    private List<ChatClient> connections = List.of();
    private int checks;

    LiveCheck(List<ApplicationServer> nodes) {
        people = IntStream.range(0, nodes.size())
                .mapToObj(i -> ChatClientAccount.register(nodes.get(i).baseUri(), "live-" + i))
                .toList();
    }

    /** Fails if something takes long from its sending on one node to its arrival on another. */
    void check(String when) {
        close();
        connections = people.stream().map(ChatClientAccount::connect).toList();
        connections.forEach(connection -> connection.take("welcome"));
        checks++;
        List<Long> millis = new ArrayList<>();
        for (int from = 0; from < people.size(); from++) {
            for (int to = 0; to < people.size(); to++) {
                if (from != to) {
                    millis.add(millis(from, to));
                }
            }
        }
        LOG.log(Level.INFO, "live after \"{0}\", milliseconds: {1}", new Object[] {when, millis});
        assertTrue(millis.stream().allMatch(took -> took < AT_ONCE.toMillis()), () -> "live delivery took " + millis);
    }

    private long millis(int from, int to) {
        String text = checks + ": " + from + " to " + to;
        long start = System.nanoTime();
        ChatClient sender = connections.get(from);
        sender.sendAndAck(ChatClient.textTo(people.get(to).user(), text));
        connections.get(to).message(text);
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public void close() {
        connections.forEach(ChatClient::close);
        connections = List.of();
    }
}
