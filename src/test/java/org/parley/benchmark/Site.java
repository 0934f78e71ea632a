package org.parley.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;
import org.parley.testing.PayaraMicro;

/**
 * The servers that are measured, set up as in production: MariaDB that flushes at each commit, and Payara Micro with
 * both compilers and a heap of fixed size. Only the limits against flooding are wider, since a few users are to bring
 * the load of many.
 */
final class Site implements AutoCloseable {
    /** A heap of fixed size that the operating system has given for good, and G1; the rest are the JVM's own defaults. */
    static final List<String> JVM_OPTIONS =
            List.of("-server", "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

    private final MariaDbServer database;
    private final Optional<KafkaServer> kafka;
    private final PayaraMicro server;
    private final Connection connection;
    private final Tokens tokens = new Tokens();
    private final Population population;

    Site() throws SQLException {
        database = new MariaDbServer("benchmark").bufferPool(1024).start();
        kafka = "kafka".equals(System.getProperty("mode"))
                ? Optional.of(new KafkaServer("benchmark")
                        .jvmOptions("-Xms512m", "-Xmx512m", "-XX:+UseG1GC")
                        .start())
                : Optional.empty();
        PayaraMicro described = new PayaraMicro("benchmark")
                .with(database)
                .with("CHAT_TOKEN_KEY", tokens.serverKey())
                .with("CHAT_RATE_FRAMES_PER_SECOND", "1000000")
                .with("CHAT_RATE_FRAMES_BURST", "1000000")
                .jvmOptions(jvmOptions());
        kafka.ifPresent(described::with);
        server = described.start();
        connection = database.connect();
        population = new Population(connection);
        population.makeUsers();
    }

    private static String[] jvmOptions() {
        String more = System.getProperty("jvm", "");
        List<String> all = new ArrayList<>(JVM_OPTIONS);
        all.addAll(more.isBlank() ? List.of() : List.of(more.split(" ")));
        return all.toArray(String[]::new);
    }

    int port() {
        return server.port();
    }

    MariaDbServer database() {
        return database;
    }

    PayaraMicro server() {
        return server;
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
                Processes.cpuMicros(server.processId())
                        + kafka.map(KafkaServer::processId)
                                .map(Processes::cpuMicros)
                                .orElse(0L),
                Processes.cpuMicros(database.processId()),
                Processes.ownCpuMicros(ProcessHandle.current().pid()));
    }

    /** Processor time used so far, in microseconds, and when that was; Kafka's is counted as the server's. */
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
        server.close();
        kafka.ifPresent(KafkaServer::close);
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            database.close();
        }
    }
}
