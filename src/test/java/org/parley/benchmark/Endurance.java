package org.parley.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/** What goes on for long, and people who hold connections without ever finishing to ask for one. */
final class Endurance {
    private static final int PAIRS = 50;
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);
    private static final int INTERVALS = 60;
    private static final int NEWCOMERS = 100;
    private static final Duration DRIP = Duration.ofSeconds(2);
    private static final String HALF_A_HANDSHAKE =
            "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Slow: ";

    private Endurance() {}

    /**
     * So many connections, two of each conversation, over which so many messages a second go for so long. After each
     * interval the garbage is collected, and what is left goes into the series. In the end everything that was sent must
     * be acknowledged, delivered and stored, and no connection may have ended.
     */
    static void steady(Site site, int connections, int perSecond, Duration time, Series series) throws IOException {
        Duration part = time.dividedBy(INTERVALS);
        Duration interval = part.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : part;
        try (Load load = new Load(site)) {
            List<Participant> senders = load.pairs(connections / 2);
            long start = System.nanoTime();
            while (System.nanoTime() - start < time.toNanos()) {
                Histogram[] latencies = load.record(() -> load.sendAtRate(senders, perSecond, interval));
                load.check();
                long server = site.server().processId();
                series.add(
                        (System.nanoTime() - start) / 60e9,
                        Processes.heapAfterCollection(server) / 1024.0,
                        Processes.residentKilobytes(server) / 1024.0,
                        latencies[0].getValueAtPercentile(99) / 1e6,
                        latencies[1].getValueAtPercentile(99) / 1e6);
            }
            load.settle(1);
        }
    }

    /**
     * Latencies of people who chat, and of others who connect meanwhile.
     *
     * @param left how many of those who are slow the server still holds in the end
     */
    record Latencies(Histogram deliveries, Histogram connects, long left) {}

    /** While so many handshakes are begun and never finished, each a byte further from time to time, others chat. */
    static Latencies slowHandshakes(Site site, int handshakes, int perSecond, Duration time) throws IOException {
        List<SocketChannel> slow = new ArrayList<>();
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        try (Load load = new Load(site)) {
            List<Participant> senders = load.pairs(PAIRS);
            for (int i = 0; i < handshakes; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", site.port(i)));
                channel.write(ByteBuffer.wrap(HALF_A_HANDSHAKE.getBytes(StandardCharsets.US_ASCII)));
                channel.configureBlocking(false);
                slow.add(channel);
            }
            drip.scheduleAtFixedRate(
                    () -> slow.forEach(Endurance::oneByteMore), 0, DRIP.toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<Histogram> connects = CompletableFuture.supplyAsync(() -> newcomers(site, time));
            Histogram[] latencies = load.record(() -> load.sendAtRate(senders, perSecond, time));
            load.settle(1);
            return new Latencies(
                    latencies[1],
                    connects.join(),
                    slow.stream().filter(Endurance::isOpen).count());
        } finally {
            drip.shutdownNow();
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    private static void oneByteMore(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        } catch (IOException closed) {
            // The server has had enough of it, which isOpen() will tell.
        }
    }

    private static boolean isOpen(SocketChannel channel) {
        try {
            int read = channel.read(ByteBuffer.allocate(1024));
            return read == 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /** One after the other connects and goes. Returns how long each had to wait. */
    private static Histogram newcomers(Site site, Duration time) {
        Histogram waits = new Histogram(60_000_000_000L, 3);
        for (int i = 0; i < NEWCOMERS; i++) {
            long user = Population.USERS - i;
            long begun = System.nanoTime();
            try {
                Client client = Client.connect(site.port(user), site.token(user), frame -> {});
                waits.recordValue(System.nanoTime() - begun);
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Load.sleep(time.dividedBy(NEWCOMERS));
        }
        return waits;
    }
}
