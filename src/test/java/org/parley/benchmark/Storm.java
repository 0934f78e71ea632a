package org.parley.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.HdrHistogram.Histogram;
import org.parley.testing.Await;

/**
 * A node is killed that held all connections but a few, and everybody comes to the other one at once: connects, and asks
 * for their conversations. The few who chat there already go on.
 */
final class Storm {
    private static final int PAIRS = 10;
    private static final int MESSAGES_PER_SECOND = 50;
    private static final int AT_ONCE = 500;
    private static final Duration CALM = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final int DYING = 0;
    private static final int SURVIVOR = 1;

    private final Site site;
    private final Clients clients;
    private final Histogram returns = new Histogram(LIMIT.toNanos(), 3);
    private final AtomicInteger back = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile long killed;

    private Storm(Site site, Clients clients) {
        this.site = site;
        this.clients = clients;
    }

    /**
     * @param returns from the node's death until somebody was connected again and had their conversations
     * @param attempts to connect, of all together
     * @param before from sending to delivery, for those who were at the other node
     * @param during the same, until everybody was back
     */
    record Outcome(Histogram returns, int attempts, Histogram before, Histogram during) {}

    static Outcome survive(Site site, int connections) throws IOException {
        ExecutorService everybody = Executors.newFixedThreadPool(AT_ONCE);
        try (Load load = new Load(site);
                Clients clients = new Clients()) {
            clients.mayEnd();
            site.everybodyTo(SURVIVOR);
            List<Participant> others = load.pairs(PAIRS);
            site.everybodyTo(DYING);
            Storm storm = new Storm(site, clients);
            int first = 2 * PAIRS + 1;
            for (long user = first; user <= connections; user++) {
                clients.connect(site.port(user), site.token(user), frame -> {});
            }
            Histogram before = load.record(() -> load.sendAtRate(others, MESSAGES_PER_SECOND, CALM))[1].copy();
            site.everybodyTo(SURVIVOR);
            storm.killed = System.nanoTime();
            site.node(DYING).kill();
            for (long user = first; user <= connections; user++) {
                long returning = user;
                everybody.execute(() -> storm.comeBack(returning));
            }
            int all = connections - first + 1;
            Histogram during = load.record(() -> {
                long end = System.nanoTime() + LIMIT.toNanos();
                while (storm.back.get() < all && System.nanoTime() < end) {
                    load.sendAtRate(others, MESSAGES_PER_SECOND, PAUSE);
                }
            })[1];
            Await.until("everybody is back", PAUSE, () -> storm.back.get() == all);
            load.settle(1);
            return new Outcome(storm.returns, storm.attempts.get(), before, during);
        } finally {
            everybody.shutdownNow();
        }
    }

    private void comeBack(long user) {
        boolean connected = false;
        while (!Thread.currentThread().isInterrupted()) {
            attempts.incrementAndGet();
            try {
                if (!connected) {
                    clients.connect(site.port(user), site.token(user), frame -> {});
                    connected = true;
                }
                readConversations(user);
                synchronized (returns) {
                    returns.recordValue(System.nanoTime() - killed);
                }
                back.incrementAndGet();
                return;
            } catch (IOException | UncheckedIOException notNow) {
                Load.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readConversations(long user) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + site.port(user) + "/api/conversations");
        int status = http.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(LIMIT)
                                .header("Authorization", "Bearer " + site.token(user))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IOException("the conversations were answered with " + status);
        }
    }
}
