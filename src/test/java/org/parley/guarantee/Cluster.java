package org.parley.guarantee;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.FaultProxy;
import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;
import org.parley.testing.RedisServer;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Nodes in Kafka mode on one Kafka, one database and one Redis, the last one with a network to Kafka that can fail. */
final class Cluster implements AutoCloseable {

    final MariaDbServer database;
    final KafkaServer kafka;
    final RedisServer redis;
    final FaultProxy network;
    final List<ApplicationServer> nodes;

    Cluster(String name, int size) {
        database = new MariaDbServer(name);
        kafka = new KafkaServer(name);
        redis = new RedisServer(name);
        network = kafka.proxy();
        nodes = IntStream.rangeClosed(1, size)
                .mapToObj(number -> Servers.fast(name + "-" + number)
                        .with(database)
                        .with(kafka)
                        .with("CHAT_REDIS_URL", redis.url())
                        .with("CHAT_NODE", "node-" + number))
                .toList();
        last().with("CHAT_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + network.port());
    }

    /** Starts everything, the nodes all at once. */
    Cluster start() {
        redis.start();
        CompletableFuture.allOf(CompletableFuture.runAsync(database::start), CompletableFuture.runAsync(kafka::start))
                .join();
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(node::start))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        return this;
    }

    /** Writes a record into a topic, past all nodes. */
    void write(String topic, String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(Servers.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Returns the reasons why so many records are dead letters, when they are there, each perhaps more than once. */
    List<String> reasonsOfDeadLetters(int expected) {
        Map<String, String> reasons = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition("parley.dead-letters", 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            Await.until("there were " + expected + " dead letters", Servers.PATIENCE, () -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(letter -> reasons.put(header(letter, "origin"), header(letter, "reason")));
                return reasons.size() >= expected;
            });
        }
        return List.copyOf(reasons.values());
    }

    private static String header(ConsumerRecord<String, String> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Asks the database for a number. */
    long ask(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Changes the database past all nodes. */
    void execute(String update) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(update));
        }
    }

    /** Makes the same record as a node does for what it has promised, of any kind. */
    void promise(long conversation, String sender, String cid, String kind, String content) throws Exception {
        long id = ask("SELECT id FROM parley_user WHERE handle = '" + sender + "'");
        write(
                "parley.submissions",
                Long.toString(conversation),
                "{\"node\":\"gone\",\"until\":99999999999999,\"conversation\":" + conversation + ",\"sender\":" + id
                        + ",\"from\":\"" + sender + "\",\"cid\":\"" + cid + "\",\"kind\":\"" + kind
                        + "\",\"promised\":true,\"body\":" + content + "}");
    }

    ApplicationServer node(int number) {
        return nodes.get(number - 1);
    }

    /** The one whose way to Kafka is {@link #network}. */
    ApplicationServer last() {
        return nodes.get(nodes.size() - 1);
    }

    void awaitReady() {
        Await.until(
                "all nodes were ready", Servers.PATIENCE, () -> nodes.stream().allMatch(ApplicationServer::isReady));
    }

    @Override
    public void close() {
        List<AutoCloseable> open = new ArrayList<>(nodes);
        open.addAll(List.of(network, kafka, redis, database));
        for (AutoCloseable server : open) {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
