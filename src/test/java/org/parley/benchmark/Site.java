package org.parley.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.parley.testing.ApplicationServer;
import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;

/**
 * The servers that are measured, set up as in production: MariaDB that flushes at each commit, and Payara Micro with
 * both compilers and a heap of fixed size. Only the limits against flooding are wider, since a few users are to bring
 * the load of many.
 */
final class Site implements AutoCloseable {
    /** A heap of fixed size that the operating system has given for good, and the collector that costs least. */
    static final List<String> JVM_OPTIONS =
            List.of("-server", "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

    private static final int NODES = Integer.getInteger("nodes", 1);

    private final MariaDbServer database;
    private final Optional<KafkaServer> kafka;
    private final List<ApplicationServer> nodes = new ArrayList<>();
    private final Tokens tokens = new Tokens();
    private final Population population;
    private volatile OptionalInt onlyNode = OptionalInt.empty();

    Site() throws SQLException {
        if (NODES > 1 && !inKafkaMode()) {
            throw new IllegalArgumentException("Several nodes need Kafka mode: -Dmode=kafka");
        }
        database = new MariaDbServer("benchmark").bufferPool(1024).start();
        kafka = inKafkaMode()
                ? Optional.of(new KafkaServer("benchmark")
                        .jvmOptions("-Xms512m", "-Xmx512m", "-XX:+UseG1GC")
                        .start())
                : Optional.empty();
        for (int node = 1; node <= NODES; node++) {
            nodes.add(describe(node).start());
        }
        population = new Population(database);
        population.makeUsers();
    }

    private ApplicationServer describe(int number) {
        ApplicationServer node = ApplicationServer.named("benchmark-" + number)
                .with(database)
                .with("CHAT_TOKEN_KEY", tokens.serverKey())
                .with("CHAT_RATE_FRAMES_PER_SECOND", "1000000")
                .with("CHAT_RATE_FRAMES_BURST", "1000000")
                .with("CHAT_RATE_REQUESTS_PER_SECOND", "1000000")
                .with("CHAT_RATE_REQUESTS_BURST", "1000000")
                .jvmOptions(jvmOptions());
        kafka.ifPresent(node::with);
        return node;
    }

    static boolean inKafkaMode() {
        return "kafka".equals(System.getProperty("mode"));
    }

    private static String[] jvmOptions() {
        String more = System.getProperty("jvm", "");
        List<String> all = new ArrayList<>(JVM_OPTIONS);
        all.addAll(more.isBlank() ? List.of() : List.of(more.split(" ")));
        return all.toArray(String[]::new);
    }

    /** @return where this user connects: users are spread over the nodes, the two of a pair on different ones */
    int port(long user) {
        return nodes.get(onlyNode.orElse((int) (user % nodes.size()))).port();
    }

    /** From now on all connect to this node, counted from 0. */
    void everybodyTo(int node) {
        onlyNode = OptionalInt.of(node);
    }

    ApplicationServer node(int number) {
        return nodes.get(number);
    }

    MariaDbServer database() {
        return database;
    }

    /** @return the only node, or the first */
    ApplicationServer server() {
        return nodes.get(0);
    }

    Population population() {
        return population;
    }

    String token(long user) {
        return tokens.of(user);
    }

    Cpu cpu() {
        return new Cpu(
                System.nanoTime(),
                nodes.stream()
                                .mapToLong(node -> Processes.cpuMicros(node.processId()))
                                .sum()
                        + kafka.map(KafkaServer::processId)
                                .map(Processes::cpuMicros)
                                .orElse(0L),
                Processes.cpuMicros(database.processId()),
                Processes.ownCpuMicros(ProcessHandle.current().pid()));
    }

    /** Processor time used so far, in microseconds, and when that was; that of all nodes and of Kafka is the server's. */
    record Cpu(long nanoTime, long server, long database, long load) {
        Cpu minus(Cpu earlier) {
            return new Cpu(
                    nanoTime - earlier.nanoTime,
                    server - earlier.server,
                    database - earlier.database,
                    load - earlier.load);
        }

        double seconds() {
            return nanoTime / 1e9;
        }
    }

    @Override
    public void close() {
        nodes.forEach(ApplicationServer::close);
        kafka.ifPresent(KafkaServer::close);
        population.close();
        database.close();
    }
}
