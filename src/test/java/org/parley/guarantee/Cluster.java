package org.parley.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.FaultProxy;
import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;

/** Nodes in Kafka mode on one Kafka and one database, the last one with a network to Kafka that can fail. */
final class Cluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final MariaDbServer database;
    final KafkaServer kafka;
    final FaultProxy network;
    final List<ApplicationServer> nodes;

    Cluster(String name, int size) {
        database = new MariaDbServer(name);
        kafka = new KafkaServer(name);
        network = kafka.proxy();
        nodes = IntStream.rangeClosed(1, size)
                .mapToObj(number -> Servers.fast(name + "-" + number)
                        .with(database)
                        .with(kafka)
                        .with("CHAT_NODE", "node-" + number)
                        .with("CHAT_TOKEN_ACCESS_LIFETIME", "PT1H"))
                .toList();
        last().with("CHAT_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + network.port());
    }

    /** Starts everything, the nodes all at once. */
    Cluster start() {
        CompletableFuture.allOf(CompletableFuture.runAsync(database::start), CompletableFuture.runAsync(kafka::start))
                .join();
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(node::start))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        return this;
    }

    ApplicationServer node(int number) {
        return nodes.get(number - 1);
    }

    /** The one whose way to Kafka is {@link #network}. */
    ApplicationServer last() {
        return nodes.get(nodes.size() - 1);
    }

    void awaitReady() {
        Await.until("all nodes were ready", PATIENCE, () -> nodes.stream().allMatch(ApplicationServer::isReady));
    }

    @Override
    public void close() {
        List<AutoCloseable> open = new ArrayList<>(nodes);
        open.addAll(List.of(network, kafka, database));
        for (AutoCloseable server : open) {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
