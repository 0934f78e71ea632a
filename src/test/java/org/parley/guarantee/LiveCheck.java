package org.parley.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Somebody on each node, who write to each other and want to read it at once. */
final class LiveCheck implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LiveCheck.class.getName());
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final List<ChatClientAccount> people;
    private final List<ChatClient> connections = new ArrayList<>();
    private int checks;

    LiveCheck(List<ApplicationServer> nodes) {
        people = IntStream.range(0, nodes.size())
                .mapToObj(i -> ChatClientAccount.register(nodes.get(i).baseUri(), "live-" + i))
                .toList();
    }

    /**
     * Fails if there is no round of messages, each of which arrives on another node soon after its sending. What has just
     * healed may need some rounds for that.
     */
    void check(String when) {
        Await.until("everything was heard at once on every node", Servers.PATIENCE, () -> isLive(when));
    }

    private boolean isLive(String when) {
        close();
        people.forEach(person -> connections.add(person.connect()));
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
        return true;
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
        connections.clear();
    }
}
