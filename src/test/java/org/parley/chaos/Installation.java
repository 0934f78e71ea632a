package org.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.parley.testing.ApplicationServer;
import org.parley.testing.FaultProxy;
import org.parley.testing.KafkaServer;
import org.parley.testing.MariaDbServer;
import org.parley.testing.RedisServer;

/** Everything that is tested: nodes, what they need, and networks between all of them that can fail. */
final class Installation implements AutoCloseable {
    /** The database may grow so far: it must be possible to fill it in a moment. */
    private static final int DATABASE_MEGABYTES = 256;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int QUEUE_OF_A_CONNECTION = 150;

    /** A server, and its ways to its clients and to what it needs. */
    record Node(ApplicationServer server, FaultProxy clients, FaultProxy database, Optional<FaultProxy> kafka) {
        URI uri() {
            return URI.create("http://127.0.0.1:" + clients.port() + "/");
        }

        /** The file that sets its clock. */
        Path clock() {
            return server.folder().resolve("clock").toAbsolutePath();
        }
    }

    private final MariaDbServer database;
    private final Optional<KafkaServer> kafka;
    private final Optional<RedisServer> redis;
    private final Optional<FaultProxy> toRedis;
    private final List<Node> nodes;

    /** Describes an installation, not started yet. */
    Installation(String name, Mode mode, Bug bug) {
        database = new MariaDbServer(name)
                .options(
                        "--innodb-file-per-table=0",
                        "--innodb-data-file-path=ibdata1:12M:autoextend:max:" + DATABASE_MEGABYTES + "M");
        kafka = mode == Mode.KAFKA ? Optional.of(new KafkaServer(name)) : Optional.empty();
        redis = mode == Mode.KAFKA ? Optional.of(new RedisServer(name)) : Optional.empty();
        toRedis = redis.map(server -> new FaultProxy(server.port()));
        Path war = altered(name, bug);
        nodes = IntStream.rangeClosed(1, mode.nodes())
                .mapToObj(number -> node(name + "-" + number, number, war, bug))
                .toList();
    }

    private Node node(String name, int number, Path war, Bug bug) {
        ApplicationServer server = ApplicationServer.named(name).war(war);
        Node node = new Node(
                server, new FaultProxy(server.port()), new FaultProxy(database.port()), kafka.map(KafkaServer::proxy));
        server.with(database)
                .with("CHAT_DB_URL", "jdbc:mysql://127.0.0.1:" + node.database().port() + "/parley")
                .with(WrongClock.VARIABLE, node.clock().toString())
                .with("CHAT_NODE", "node-" + number)
                .with("CHAT_PASSWORD_ITERATIONS", "10000")
                .with("CHAT_REGISTRATION_PER_MINUTE", "10000")
                .with("CHAT_TOKEN_ACCESS_LIFETIME", "PT12H")
                .with("CHAT_CONNECTION_QUEUE_FRAMES", Integer.toString(QUEUE_OF_A_CONNECTION));
        kafka.ifPresent(broker -> server.with(broker)
                .with(
                        "CHAT_KAFKA_BOOTSTRAP_SERVERS",
                        "127.0.0.1:" + node.kafka().orElseThrow().port()));
        toRedis.ifPresent(way -> server.with("CHAT_REDIS_URL", "redis://127.0.0.1:" + way.port()));
        bug.plant(server);
        return node;
    }

    /** Makes the WAR that is deployed: that of the build with the bench's clock, and with what is to be wrong. */
    private static Path altered(String name, Bug bug) {
        Path built = Path.of(System.getProperty("parley.war", "target/parley.war"));
        Path file = Path.of(System.getProperty("parley.target", "target"), "chaos", name + ".war");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ShrinkWrap.createFromZipFile(WebArchive.class, built.toFile())
                .addClass(WrongClock.class)
                .addClasses(bug.classes().toArray(Class<?>[]::new))
                .as(ZipExporter.class)
                .exportTo(file.toFile(), true);
        return file;
    }

    /** Starts everything, the nodes all at once. */
    Installation start(Bug bug) {
        redis.ifPresent(RedisServer::start);
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(database::start),
                        CompletableFuture.runAsync(() -> kafka.ifPresent(KafkaServer::start)))
                .join();
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(node.server()::start))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        bug.plant(database);
        return this;
    }

    MariaDbServer database() {
        return database;
    }

    KafkaServer kafka() {
        return kafka.orElseThrow();
    }

    RedisServer redis() {
        return redis.orElseThrow();
    }

    FaultProxy toRedis() {
        return toRedis.orElseThrow();
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Heals every network. */
    void healNetworks() {
        nodes.forEach(node -> {
            node.clients().heal();
            node.database().heal();
            node.kafka().ifPresent(FaultProxy::heal);
        });
        toRedis.ifPresent(FaultProxy::heal);
    }

    /** Opens a connection to the database, past all networks that fail. The caller closes it. */
    Connection connect() throws SQLException {
        return database.connect();
    }

    /** Returns the reasons of all records that were ever put aside, in their order. */
    List<Optional<String>> deadLetters() {
        return read(
                "dead-letters", letter -> Optional.ofNullable(letter.headers().lastHeader("reason"))
                        .map(Header::value)
                        .map(reason -> new String(reason, StandardCharsets.UTF_8)));
    }

    /** Returns the topics that tell of messages; none without Kafka. */
    List<String> topics() {
        return kafka.isPresent() ? List.of("submissions", "deliveries", "dead-letters") : List.of();
    }

    /** Returns all that is in a topic, each partition in its order: time, partition, offset and value. */
    List<String> records(String topic) {
        return read(
                topic,
                record -> Instant.ofEpochMilli(record.timestamp()) + " " + record.partition() + "@" + record.offset()
                        + " " + record.value());
    }

    private <T> List<T> read(String topic, Function<ConsumerRecord<String, String>, T> reader) {
        List<T> all = new ArrayList<>();
        kafka.ifPresent(broker -> {
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                List<TopicPartition> partitions = consumer.partitionsFor("parley." + topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                    consumer.poll(POLL).forEach(record -> all.add(reader.apply(record)));
                }
            }
        });
        return all;
    }

    /** Returns what the servers have logged since they were started first, by their names. */
    Map<String, String> logs() {
        Map<String, String> logs = new TreeMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            logs.put("node-" + (i + 1), nodes.get(i).server().logs());
        }
        logs.put("database", database.logs());
        kafka.ifPresent(server -> logs.put("kafka", server.logs()));
        redis.ifPresent(server -> logs.put("redis", server.logs()));
        return logs;
    }

    @Override
    public void close() {
        nodes.forEach(node -> {
            node.server().close();
            node.clients().close();
            node.database().close();
            node.kafka().ifPresent(FaultProxy::close);
        });
        toRedis.ifPresent(FaultProxy::close);
        redis.ifPresent(RedisServer::close);
        kafka.ifPresent(KafkaServer::close);
        database.close();
    }
}
