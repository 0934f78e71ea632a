package org.parley.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;
import org.parley.benchmark.Participant.Traffic;
import org.parley.testing.Await;

/**
 * People who write to each other: the three loads that are compared. Each run makes its conversations anew and checks in
 * the end that everything that was sent is acknowledged, delivered once to everybody, and in the database.
 */
final class Load implements AutoCloseable {
    private static final int PAIRS = 50;
    private static final int OUTSTANDING = 8;
    private static final int MESSAGES_PER_SECOND = 500;
    private static final int OUTAGE_MESSAGES_PER_SECOND = 200;
    private static final int ROOMS = 2;
    private static final int ROOM_MEMBERS = 100;
    /** All runs are asked for the same times. */
    private static final long SEED = 1;

    private static final Duration ACK_LIMIT = Duration.ofSeconds(5);
    /** How long a thread may take to wake. */
    private static final long WAKE_NANOS = 150_000;

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

    /** What one run showed, while it was measured. */
    record Observation(Site.Cpu cpu, long delivered, long lateAcks, Histogram acks, Histogram deliveries) {
        Duration time() {
            return Duration.ofNanos(cpu.nanoTime());
        }

        double deliveredPerSecond() {
            return delivered / cpu.seconds();
        }
    }

    /**
     * What an outage of the database was to the senders: all of what they sent meanwhile was acknowledged before its end.
     *
     * @param sent messages that were sent while the database was away
     * @param recovery from the moment when the database took connections again until everything was stored and delivered
     */
    record Outage(long sent, Duration recovery) {}

    private final Site site;
    private final Clients clients = new Clients();
    private final Traffic traffic = new Traffic();
    private final Collection<Long> conversations = new TreeSet<>();
    private volatile boolean stopped;

    Load(Site site) throws IOException {
        this.site = site;
    }

    /** Fifty pairs; one of each keeps eight messages unacknowledged, as fast as it goes. */
    static Observation closedLoop(Site site, Duration warmUp, Duration measured) throws IOException {
        try (Load load = new Load(site)) {
            List<Participant> senders = load.pairs(PAIRS);
            for (Participant sender : senders) {
                sender.whenAcknowledged(load::sendNow);
                for (int i = 0; i < OUTSTANDING; i++) {
                    load.sendNow(sender);
                }
            }
            sleep(warmUp);
            return load.observe(() -> sleep(measured), 1);
        }
    }

    private void sendNow(Participant sender) {
        if (!stopped) {
            sender.send(System.nanoTime());
        }
    }

    /** Fifty pairs, of which somebody writes whenever it occurs to them, five hundred messages a second, come what may. */
    static Observation openLoop(Site site, Duration warmUp, Duration measured) throws IOException {
        return openLoop(site, Load::sendAtRandom, warmUp, measured);
    }

    /** Fifty pairs, of which one after the other writes, one message every two milliseconds, come what may. */
    static Observation evenOpenLoop(Site site, Duration warmUp, Duration measured) throws IOException {
        return openLoop(site, Load::sendAtRate, warmUp, measured);
    }

    /** How messages follow each other. */
    private interface Sending {
        void send(Load load, List<Participant> senders, int perSecond, Duration time);
    }

    private static Observation openLoop(Site site, Sending sending, Duration warmUp, Duration measured)
            throws IOException {
        try (Load load = new Load(site)) {
            List<Participant> senders = load.pairs(PAIRS);
            sending.send(load, senders, MESSAGES_PER_SECOND, warmUp);
            return load.observe(() -> sending.send(load, senders, MESSAGES_PER_SECOND, measured), 1);
        }
    }

    /**
     * Kills the database under two hundred messages a second, and starts it again after a while.
     *
     * @return how it went; the messages wait in Kafka meanwhile
     */
    static Outage outage(Site site, Duration warmUp, Duration away) throws IOException, SQLException {
        try (Load load = new Load(site)) {
            List<Participant> senders = load.pairs(PAIRS);
            load.sendAtRate(senders, OUTAGE_MESSAGES_PER_SECOND, warmUp);
            Await.until(
                    "all is delivered before the outage",
                    SETTLE_LIMIT,
                    () -> load.traffic.delivered.sum() == load.traffic.sent.sum());
            site.database().kill();
            long sentBefore = load.traffic.sent.sum();
            load.sendAtRate(senders, OUTAGE_MESSAGES_PER_SECOND, away);
            Await.until(
                    "what was sent without a database is acknowledged",
                    ACK_LIMIT,
                    () -> load.traffic.acked.sum() == load.traffic.sent.sum());
            site.database().start();
            site.population().reconnect();
            long ready = System.nanoTime();
            load.settle(1);
            return new Outage(load.traffic.sent.sum() - sentBefore, Duration.ofNanos(System.nanoTime() - ready));
        }
    }

    /** Two rooms of a hundred; in each somebody writes so many times a second. */
    static Observation rooms(Site site, Duration warmUp, Duration measured, int roomRate) throws IOException {
        try (Load load = new Load(site)) {
            List<List<Participant>> rooms = new ArrayList<>();
            for (int room = 0; room < ROOMS; room++) {
                rooms.add(load.group(1 + (long) room * ROOM_MEMBERS, ROOM_MEMBERS));
            }
            List<Participant> inTurn = new ArrayList<>();
            for (int member = 0; member < ROOM_MEMBERS; member++) {
                for (List<Participant> room : rooms) {
                    inTurn.add(room.get(member));
                }
            }
            int perSecond = ROOMS * roomRate;
            load.sendAtRate(inTurn, perSecond, warmUp);
            return load.observe(() -> load.sendAtRate(inTurn, perSecond, measured), ROOM_MEMBERS - 1);
        }
    }

    /** @return who of each pair is to write */
    List<Participant> pairs(int count) {
        List<Participant> senders = new ArrayList<>();
        for (int pair = 0; pair < count; pair++) {
            senders.add(group(1 + 2L * pair, 2).get(0));
        }
        return senders;
    }

    private List<Participant> group(long firstUser, int members) {
        long conversation = site.population().group(firstUser, firstUser + members - 1);
        conversations.add(conversation);
        List<Participant> participants = new ArrayList<>();
        for (long user = firstUser; user < firstUser + members; user++) {
            participants.add(new Participant(conversation, traffic).connect(clients, site, user));
        }
        return participants;
    }

    /**
     * Sends like people who know nothing of each other: times and senders are independent, a Poisson process. As with
     * {@link #sendAtRate}, the intended times do not depend on the answers.
     */
    private void sendAtRandom(List<Participant> senders, int perSecond, Duration time) {
        Random random = new Random(SEED);
        long start = System.nanoTime();
        for (double at = 0; at < time.toNanos(); at += -Math.log(1 - random.nextDouble()) * 1e9 / perSecond) {
            long intended = start + (long) at;
            awaitTime(intended);
            senders.get(random.nextInt(senders.size())).send(intended);
        }
    }

    /** Sends evenly at intended times that do not depend on the answers, so that no delay is overlooked. */
    void sendAtRate(List<Participant> senders, int perSecond, Duration time) {
        long start = System.nanoTime();
        long count = time.toMillis() * perSecond / 1000;
        for (long i = 0; i < count; i++) {
            long intended = start + i * 1_000_000_000L / perSecond;
            awaitTime(intended);
            senders.get((int) (i % senders.size())).send(intended);
        }
    }

    /** A thread wakes late, which is no fault of the server: the last of the wait is spent awake. */
    private static void awaitTime(long time) {
        for (long wait = time - System.nanoTime(); wait > 0; wait = time - System.nanoTime()) {
            if (wait > WAKE_NANOS) {
                LockSupport.parkNanos(wait - WAKE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** @return how long acknowledgements and deliveries took meanwhile, of what is recorded anew the next time */
    Histogram[] record(Runnable sending) {
        traffic.acks.reset();
        traffic.deliveries.reset();
        traffic.recording = true;
        sending.run();
        traffic.recording = false;
        return new Histogram[] {traffic.acks, traffic.deliveries};
    }

    /** @throws IllegalStateException if a connection failed since the start */
    void check() {
        clients.check();
    }

    private Observation observe(Runnable measured, int deliveriesPerMessage) {
        clients.check();
        Site.Cpu before = site.cpu();
        long deliveredBefore = traffic.delivered.sum();
        traffic.recording = true;
        measured.run();
        traffic.recording = false;
        long delivered = traffic.delivered.sum() - deliveredBefore;
        Site.Cpu used = site.cpu().minus(before);
        stopped = true;
        settle(deliveriesPerMessage);
        return new Observation(used, delivered, traffic.lateAcks.sum(), traffic.acks, traffic.deliveries);
    }

    void settle(int deliveriesPerMessage) {
        Await.until("all that was sent was acknowledged and delivered", SETTLE_LIMIT, () -> {
            clients.check();
            long sent = traffic.sent.sum();
            return traffic.acked.sum() == sent && traffic.delivered.sum() == sent * deliveriesPerMessage;
        });
        long rows = site.population().rows(conversations);
        if (rows != traffic.acked.sum()) {
            throw new IllegalStateException(traffic.acked.sum() + " acknowledged, but the database has " + rows);
        }
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
