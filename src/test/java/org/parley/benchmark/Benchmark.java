package org.parley.benchmark;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;
import org.parley.testing.ApplicationServer;

/**
 * Starts the servers and measures the parts that {@code -Dparts} names, all of them unless it is set. {@code -Dquick}
 * measures briefly and once, for development.
 */
public final class Benchmark {
    private static final List<String> PARTS =
            List.of("idle", "s1", "s2", "s2even", "s3", "group", "history", "db", "outage");

    /** These measure nothing that has a target, and are done only if they are named. */
    private static final List<String> ENDURANCE = List.of("held", "steady", "handshakes", "storm");

    private static final int SLOW_HANDSHAKES = 1_000;
    private static final int CHATTING_PER_SECOND = 100;

    /** How much of one processor the JVM's compilers may still take when the measuring begins. */
    private static final double COMPILING = 0.01;

    /** Messages a second in each room. */
    private static final int ROOM_RATE = 10;

    private final boolean quick = Boolean.getBoolean("quick");
    private final int runs = Integer.getInteger("runs", quick ? 1 : 3);
    private final List<String> parts = parts(System.getProperty("parts", "all"));
    private final PrintWriter out =
            new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Results results;

    private Benchmark() throws IOException {
        results = new Results(Path.of(System.getProperty("parley.target", "target"), "benchmark"), out);
    }

    private static List<String> parts(String named) {
        List<String> parts = new ArrayList<>(named.equals("all") ? PARTS : List.of(named.split(",")));
        if (!Site.inKafkaMode()) {
            parts.remove("outage");
        }
        if (parts.contains("storm") && Integer.getInteger("nodes", 1) < 2) {
            throw new IllegalArgumentException("A storm needs a node that dies and one that survives: -Dnodes=2");
        }
        for (String part : parts) {
            if (!PARTS.contains(part) && !ENDURANCE.contains(part)) {
                throw new IllegalArgumentException(
                        "There is no part " + part + "; there are " + PARTS + " and " + ENDURANCE);
            }
        }
        return parts;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        new Benchmark().run();
    }

    private void run() throws IOException, SQLException {
        out.println("Starting MariaDB and " + ApplicationServer.product() + " with " + Site.JVM_OPTIONS);
        try (Site site = new Site()) {
            // First, since the memory of a server that had work to do tells nothing of its connections.
            if (parts.contains("idle")) {
                idle(site);
            }
            warmUp(site);
            HistoryPages pages = parts.contains("history") ? new HistoryPages(site) : null;
            for (int run = 1; run <= runs && PARTS.stream().anyMatch(parts::contains); run++) {
                out.println("Run " + run + " of " + runs);
                run(site, pages);
            }
            endurance(site);
        }
        results.printTable();
        out.println("All values are in " + results.file());
    }

    /** A server that has run for an hour has nothing left to compile; this is the quick way there. */
    private void warmUp(Site site) throws IOException {
        if (parts.stream().noneMatch(List.of("s1", "s2", "s2even", "s3", "group")::contains)) {
            return;
        }
        for (int round = 1; round <= (quick ? 3 : 20); round++) {
            Load.closedLoop(site, seconds(5, 10), seconds(1, 1));
            long late = Load.rooms(site, seconds(1, 5), seconds(2, 10), 20 * ROOM_RATE)
                    .lateAcks();
            out.println("Warming up: " + late + " acknowledgements came after a later message");
            long before = Processes.compilerMicros(site.server().processId());
            Duration time = Load.openLoop(site, seconds(1, 1), seconds(5, 10)).time();
            long compiled = Processes.compilerMicros(site.server().processId()) - before;
            out.println("Warming up: the compilers took " + compiled / 1000 + " ms");
            if (compiled < time.toNanos() / 1000 * COMPILING) {
                return;
            }
        }
    }

    private void run(Site site, HistoryPages pages) throws IOException, SQLException {
        for (String part : parts) {
            switch (part) {
                case "s1" -> s1(Load.closedLoop(site, seconds(2, 5), seconds(8, 20)));
                case "s2" -> s2(part, Load.openLoop(site, seconds(3, 10), seconds(10, 30)));
                case "s2even" -> s2(part, Load.evenOpenLoop(site, seconds(3, 10), seconds(10, 30)));
                case "s3" -> s3(Load.rooms(site, seconds(3, 10), seconds(10, 30), ROOM_RATE));
                case "group" -> group(LargeGroup.measure(site, quick ? 20 : 100, quick ? 30 : 100));
                case "history" -> history(pages);
                case "db" -> {
                    databaseLimit(DatabaseLimit.measure(site, 64, seconds(1, 2), seconds(4, 8)), "batches of 64");
                    databaseLimit(DatabaseLimit.measure(site, 1, seconds(1, 2), seconds(4, 8)), "one at a time");
                }
                case "outage" -> outage(Load.outage(site, seconds(5, 10), seconds(20, 60)));
                default -> out.println("(" + part + " is measured once, at the beginning)");
            }
        }
    }

    private void endurance(Site site) throws IOException {
        if (parts.stream().anyMatch(ENDURANCE::contains)) {
            Load.closedLoop(site, seconds(5, 20), seconds(1, 1));
        }
        for (String part : parts) {
            switch (part) {
                case "held" -> steady(site, part, 10_000, 100, 10);
                case "steady" -> steady(site, part, 100, 500, 60);
                case "handshakes" -> slowHandshakes(site);
                case "storm" -> storm(site);
                default -> {
                    // has been measured
                }
            }
        }
    }

    private void steady(Site site, String part, int connections, int perSecond, int minutes) throws IOException {
        Duration time = Duration.ofSeconds((long) (60 * option("minutes", minutes)));
        Series series = new Series(results.file().getParent(), results.name() + "-" + part, out);
        Endurance.steady(site, (int) option("connections", connections), (int) option("rate", perSecond), time, series);
        results.add(new Measure(part, "growth of the heap", "MB"), series.growth());
        out.println("Drawn in " + series.drawing());
    }

    private static double option(String name, double otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : Double.parseDouble(value);
    }

    private void slowHandshakes(Site site) throws IOException {
        Duration time = seconds(10, 60);
        Endurance.Latencies alone = Endurance.slowHandshakes(site, 0, CHATTING_PER_SECOND, time);
        Endurance.Latencies among = Endurance.slowHandshakes(site, SLOW_HANDSHAKES, CHATTING_PER_SECOND, time);
        latencies("handshakes", "end to end, alone", alone.deliveries());
        latencies("handshakes", "end to end, among 1,000 slow ones", among.deliveries());
        latencies("handshakes", "to connect, alone", alone.connects());
        latencies("handshakes", "to connect, among 1,000 slow ones", among.connects());
        results.add(new Measure("handshakes", "slow ones that are still held", ""), among.left());
    }

    private void storm(Site site) throws IOException {
        Storm.Outcome storm = Storm.survive(site, (int) option("connections", Population.USERS));
        results.add(
                new Measure("storm", "all are back after", "s"), storm.returns().getMaxValue() / 1e9);
        results.add(
                new Measure("storm", "half of them after", "s"), storm.returns().getValueAtPercentile(50) / 1e9);
        results.add(new Measure("storm", "attempts to connect", ""), storm.attempts());
        latencies("storm", "end to end of others, before", storm.before());
        latencies("storm", "end to end of others, meanwhile", storm.during());
    }

    private Duration seconds(int ifQuick, int otherwise) {
        return Duration.ofSeconds(quick ? ifQuick : otherwise);
    }

    private void idle(Site site) throws IOException {
        List<IdleConnections.Cost> costs = IdleConnections.measure(site, 2_000, 10_000);
        IdleConnections.Cost many = costs.get(1);
        results.add(
                new Measure("idle", "idle connection of 2,000", "kB"),
                costs.get(0).heap() + costs.get(0).outside());
        results.add(new Measure("idle", "idle connection of 10,000", "kB"), many.heap() + many.outside());
        results.add(new Measure("idle", "heap of that", "kB"), many.heap());
    }

    private void s1(Load.Observation seen) {
        double messages = seen.delivered();
        results.add(new Measure("s1", "messages a second", "1/s"), seen.deliveredPerSecond());
        results.add(
                new Measure("s1", "CPU a message", "µs"),
                (seen.cpu().server() + seen.cpu().database()) / messages);
        results.add(
                new Measure("s1", "CPU a message, database", "µs"), seen.cpu().database() / messages);
        results.add(
                new Measure("s1", "CPU a message, load generator", "µs"),
                seen.cpu().load() / messages);
        latencies("s1", "ack", seen.acks());
    }

    private void s2(String part, Load.Observation seen) {
        double messages = seen.delivered();
        results.add(new Measure(part, "end to end, p50", "ms"), millis(seen.deliveries(), 50));
        results.add(new Measure(part, "end to end, p99", "ms"), millis(seen.deliveries(), 99));
        latencies(part, "ack", seen.acks());
        results.add(
                new Measure(part, "CPU a message", "µs"),
                (seen.cpu().server() + seen.cpu().database()) / messages);
        results.add(
                new Measure(part, "CPU a message, database", "µs"), seen.cpu().database() / messages);
    }

    private void s3(Load.Observation seen) {
        double deliveries = seen.delivered();
        results.add(
                new Measure("s3", "CPU a delivery", "µs"),
                (seen.cpu().server() + seen.cpu().database()) / deliveries);
        results.add(
                new Measure("s3", "CPU a delivery, database", "µs"), seen.cpu().database() / deliveries);
        latencies("s3", "end to end", seen.deliveries());
        results.add(new Measure("s3", "acknowledgements after a later message", ""), seen.lateAcks());
    }

    private void group(Histogram times) {
        results.add(new Measure("group", "5,000 members, 1,000 connected: last has it", "ms"), millis(times, 50));
        results.add(new Measure("group", "the same, p99", "ms"), millis(times, 99));
    }

    private void history(HistoryPages pages) throws IOException {
        pages.measure(quick ? 300 : 1_000);
        HistoryPages.Times times = pages.measure(quick ? 300 : 1_000);
        results.add(new Measure("history", "newest page of 10,000, p50", "ms"), times.shortNewest());
        results.add(new Measure("history", "middle page of 10,000, p50", "ms"), times.shortMiddle());
        results.add(new Measure("history", "newest page of 1,000,000, p50", "ms"), times.longNewest());
        results.add(new Measure("history", "middle page of 1,000,000, p50", "ms"), times.longMiddle());
        results.add(
                new Measure("history", "newest page, 1,000,000 against 10,000", "×"),
                times.longNewest() / times.shortNewest());
        results.add(
                new Measure("history", "middle page, 1,000,000 against 10,000", "×"),
                times.longMiddle() / times.shortMiddle());
        results.add(
                new Measure("history", "all conversations, one 1,000,000 long and unread, p50", "ms"), times.inbox());
    }

    private void outage(Load.Outage outage) {
        results.add(new Measure("outage", "acknowledged without a database, of 200/s", ""), outage.sent());
        results.add(
                new Measure("outage", "all stored and delivered after its return", "s"),
                outage.recovery().toMillis() / 1e3);
    }

    private void databaseLimit(DatabaseLimit.Outcome outcome, String batches) {
        results.add(
                new Measure("db", "rows a second, one connection, " + batches, "1/s"),
                outcome.rows() / outcome.cpu().seconds());
        results.add(
                new Measure("db", "CPU a row, database, " + batches, "µs"),
                outcome.cpu().database() / (double) outcome.rows());
    }

    private void latencies(String part, String what, Histogram histogram) {
        results.add(new Measure(part, what + ", p50", "ms"), millis(histogram, 50));
        results.add(new Measure(part, what + ", p99", "ms"), millis(histogram, 99));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
