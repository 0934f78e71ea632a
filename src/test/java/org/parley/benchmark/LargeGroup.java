package org.parley.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.HdrHistogram.Histogram;

/** A group of five thousand, a thousand of them connected: when the last of them has a message. */
final class LargeGroup {
    private static final int MEMBERS = 5_000;
    private static final int CONNECTED = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Clients clients = new Clients();
    private int missing;
    private CompletableFuture<Long> last = new CompletableFuture<>();

    private LargeGroup() throws IOException {}

    /** @return from sending to the arrival at the last member, of each message, in nanoseconds */
    static Histogram measure(Site site, int warmUp, int messages) throws IOException {
        LargeGroup group = new LargeGroup();
        try (Clients clients = group.clients) {
            long conversation = site.population().group(1, MEMBERS);
            List<Client> members = new ArrayList<>();
            for (long user = 1; user <= CONNECTED; user++) {
                members.add(clients.connect(site.port(user), site.token(user), group::read));
            }
            Histogram times = new Histogram(LIMIT.toNanos(), 3);
            for (int i = 0; i < warmUp + messages; i++) {
                long time = group.send(members.get(i % CONNECTED), conversation, i);
                clients.check();
                if (i >= warmUp) {
                    times.recordValue(time);
                }
            }
            return times;
        }
    }

    private long send(Client sender, long conversation, int number) {
        CompletableFuture<Long> reached = new CompletableFuture<>();
        synchronized (this) {
            missing = CONNECTED - 1;
            last = reached;
        }
        long start = System.nanoTime();
        sender.send("{\"type\":\"send\",\"cid\":\"large-" + conversation + '-' + number + "\",\"conversation\":\""
                + conversation + "\",\"kind\":\"text\",\"text\":\"" + "x".repeat(100) + "\"}");
        try {
            return reached.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - start;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("A message did not reach everybody", e);
        }
    }

    private synchronized void read(Frame frame) {
        if (frame.is("error")) {
            last.completeExceptionally(new IllegalStateException(frame.json()));
        } else if (frame.is("message") && --missing == 0) {
            last.complete(System.nanoTime());
        }
    }
}
