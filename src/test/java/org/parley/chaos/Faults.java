package org.parley.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.parley.chaos.Installation.Node;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.FaultProxy;

/** Does to an installation what a plan says. What is done to one target is done one after the other. */
final class Faults {
    private static final Duration DELAY = Duration.ofMillis(120);
    private static final Duration SLOW = Duration.ofMillis(40);
    /** Longer than anything waits that waits for a time of day. */
    private static final Duration AHEAD = Duration.ofMinutes(10);
    /** Less than tokens may come from the future, and than Kafka may take. */
    private static final Duration BEHIND = Duration.ofSeconds(5);

    private static final int TRICKLE = 20_000;
    private static final int TABLE_IS_FULL = 1114;
    private static final String BALLAST = "CREATE TABLE IF NOT EXISTS ballast (weight VARBINARY(7000)) ENGINE = InnoDB";
    private static final String MUCH = "INSERT INTO ballast SELECT REPEAT('x', 7000) FROM seq_1_to_500";
    private static final String NO_BALLAST = "DROP TABLE IF EXISTS ballast";
    private static final int STARTS = 6;
    private static final long LIMIT_SECONDS = 600;
    private static final Duration CLEARED_WITHIN = Duration.ofMinutes(2);

    private final Installation installation;
    private final Map<Fault.Target, ExecutorService> executors = new EnumMap<>(Fault.Target.class);
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final long start = System.nanoTime();

    Faults(Installation installation) {
        this.installation = installation;
        for (Fault.Target target : Fault.Target.values()) {
            executors.put(target, Executors.newSingleThreadExecutor());
        }
    }

    /** Begins a fault, and ends it when its time is over. Returns at once. */
    void inject(Fault fault) {
        running.add(CompletableFuture.runAsync(
                () -> {
                    long began = System.nanoTime();
                    begin(fault);
                    LockSupport.parkNanos(fault.lasts().toNanos());
                    end(fault);
                    done.add(fault.kind() + " of node " + (fault.node() + 1) + " at " + seconds(began - start)
                            + " s, for " + seconds(System.nanoTime() - began) + " s");
                },
                executors.get(fault.kind().target())));
    }

    /**
     * Waits until all is whole again.
     *
     * @return what was done, each as it was at last
     */
    List<String> awaitEnd() {
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the installation could not be mended", e);
        } finally {
            executors.values().forEach(ExecutorService::shutdownNow);
        }
        installation.healNetworks();
        requireRoom();
        return List.copyOf(done);
    }

    /**
     * A database that is full of what the clients wrote would look like promises that are not kept. What it gave back it
     * clears away only a while later.
     */
    private void requireRoom() {
        try {
            Await.until("the database of the bench had room", CLEARED_WITHIN, this::hasRoom);
        } catch (AssertionError e) {
            throw new IllegalStateException("the database of the bench is too small for so long a run", e);
        }
    }

    private boolean hasRoom() throws SQLException {
        execute(BALLAST, MUCH, NO_BALLAST);
        return true;
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = installation.connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static String seconds(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.1f", nanos / 1e9);
    }

    private void begin(Fault fault) {
        Node node = installation.nodes().get(fault.node());
        switch (fault.kind()) {
            case NODE_KILLED -> node.server().kill();
            case NODE_PAUSED -> node.server().pause();
            case NODE_STOPPED -> stop(node.server());
            case ALL_NODES_RESTARTED ->
                installation.nodes().forEach(each -> {
                    stop(each.server());
                    start(each.server());
                });
            case CLOCK_AHEAD -> WrongClock.set(node.clock(), AHEAD);
            case CLOCK_BEHIND -> WrongClock.set(node.clock(), BEHIND.negated());
            case CLIENTS_CUT -> node.clients().cut();
            case CLIENTS_SILENT -> node.clients().silence();
            case CLIENTS_DELAYED -> node.clients().delay(DELAY);
            case CLIENTS_THROTTLED -> node.clients().throttle(TRICKLE);
            case CLIENTS_TORN -> node.clients().tear();
            case DATABASE_KILLED -> installation.database().kill();
            case DATABASE_PAUSED -> installation.database().pause();
            case DATABASE_CUT -> node.database().cut();
            case DATABASE_SILENT -> node.database().silence();
            case DATABASE_SLOW -> eachDatabase(way -> way.delay(SLOW));
            case DATABASE_FULL -> fill();
            case KAFKA_KILLED -> installation.kafka().kill();
            case KAFKA_PAUSED -> installation.kafka().pause();
            case KAFKA_CUT -> node.kafka().orElseThrow().cut();
            case KAFKA_SILENT -> node.kafka().orElseThrow().silence();
            case KAFKA_SLOW -> node.kafka().orElseThrow().delay(SLOW);
            case REDIS_KILLED -> installation.redis().kill();
            case REDIS_PAUSED -> installation.redis().pause();
            case REDIS_SLOW -> installation.toRedis().delay(DELAY);
        }
    }

    private void end(Fault fault) {
        Node node = installation.nodes().get(fault.node());
        switch (fault.kind()) {
            case NODE_KILLED, NODE_STOPPED -> start(node.server());
            case NODE_PAUSED -> node.server().resume();
            case ALL_NODES_RESTARTED -> {
                // has ended already
            }
            case CLOCK_AHEAD, CLOCK_BEHIND -> WrongClock.set(node.clock(), Duration.ZERO);
            case CLIENTS_CUT, CLIENTS_SILENT, CLIENTS_DELAYED, CLIENTS_THROTTLED, CLIENTS_TORN ->
                node.clients().heal();
            case DATABASE_KILLED -> installation.database().start();
            case DATABASE_PAUSED -> installation.database().resume();
            case DATABASE_CUT, DATABASE_SILENT -> node.database().heal();
            case DATABASE_SLOW -> eachDatabase(FaultProxy::heal);
            case DATABASE_FULL -> empty();
            case KAFKA_KILLED -> installation.kafka().start();
            case KAFKA_PAUSED -> installation.kafka().resume();
            case KAFKA_CUT, KAFKA_SILENT, KAFKA_SLOW ->
                node.kafka().orElseThrow().heal();
            case REDIS_KILLED -> installation.redis().start();
            case REDIS_PAUSED -> installation.redis().resume();
            case REDIS_SLOW -> installation.toRedis().heal();
        }
    }

    private void eachDatabase(Consumer<FaultProxy> change) {
        installation.nodes().forEach(node -> change.accept(node.database()));
    }

    /** A server that does not stop in time, because what it needs is away, is killed, as an operator's service would. */
    private void stop(ApplicationServer server) {
        try {
            server.stop();
        } catch (IllegalStateException e) {
            done.add(server + " had to be killed");
            server.kill();
        }
    }

    /** What it needs may be away just now; then it is started again, as an operator's service would. */
    private void start(ApplicationServer server) {
        for (int attempt = 1; ; attempt++) {
            try {
                server.kill();
                server.start();
                return;
            } catch (IllegalStateException e) {
                if (attempt == STARTS) {
                    throw e;
                }
                done.add(server + " could not start at once");
            }
        }
    }

    /**
     * Takes all the room that the database has left, with many rows at a time and then with single ones. They fit into
     * pages: MariaDB gives up by itself when it finds no room for what lies outside of them.
     */
    private void fill() {
        try (Connection connection = installation.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(BALLAST);
            fill(statement, MUCH);
            fill(statement, "INSERT INTO ballast VALUES (REPEAT('x', 7000))");
        } catch (SQLException e) {
            done.add("the database could not be filled: " + e.getMessage());
        }
    }

    private static void fill(Statement statement, String insert) throws SQLException {
        while (true) {
            try {
                statement.execute(insert);
            } catch (SQLException e) {
                if (e.getErrorCode() == TABLE_IS_FULL) {
                    return;
                }
                throw e;
            }
        }
    }

    private void empty() {
        // In case that it could not go on.
        installation.database().start();
        try {
            execute(NO_BALLAST);
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be emptied", e);
        }
    }
}
