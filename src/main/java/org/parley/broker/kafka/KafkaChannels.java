package org.parley.broker.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.parley.config.Settings;

/**
 * The channels' configuration, made of Parley's own settings. Empty in channel mode. What an operator sets under the
 * same names wins.
 */
public final class KafkaChannels implements ConfigSource {
    static final String SUBMISSIONS_OUT = "submissions-out";
    static final String SUBMISSIONS_IN = "submissions-in";
    static final String DELIVERIES_OUT = "deliveries-out";
    static final String DELIVERIES_IN = "deliveries-in";
    static final String EVENTS_OUT = "events-out";
    static final String DEAD_LETTERS_OUT = "dead-letters-out";
    static final String POSITIONS = "deliveries-positions";
    static final String ASSIGNMENTS = "submissions-assignments";

    private static final int BELOW_ALL_OTHERS = 50;
    /** Shorter than a consumer may be busy with something before its group goes on without it. */
    private static final Duration LONGEST_QUESTION = Duration.ofMinutes(4);

    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    private static final int MAX_BLOCK_MILLIS = 2_000;

    // The server makes the source, and an extension knows when and with what settings it is of use.
    private static volatile Map<String, String> values = Map.of();

    /** To be called before any channel is made. */
    public static void configure(Settings settings) {
        values = settings.broker().mode() == Settings.MessageMode.KAFKA ? new Builder(settings).build() : Map.of();
    }

    @Override
    public int getOrdinal() {
        return BELOW_ALL_OTHERS;
    }

    @Override
    public Set<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public Map<String, String> getProperties() {
        return values;
    }

    @Override
    public String getValue(String name) {
        return values.get(name);
    }

    @Override
    public String getName() {
        return "Parley's Kafka channels";
    }

    /** Properties of any Kafka client that the operator set. */
    static Map<String, String> clientProperties(Settings.Kafka kafka) {
        Map<String, String> client = new TreeMap<>();
        kafka.properties()
                .ifPresent(file -> read(file).forEach((name, value) -> client.put((String) name, (String) value)));
        client.put("bootstrap.servers", kafka.bootstrapServers());
        return client;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static final class Builder {
        private final Map<String, String> built = new TreeMap<>();
        private final Settings settings;
        private final Settings.Kafka kafka;
        private final TopicNames topics;

        Builder(Settings settings) {
            this.settings = settings;
            this.kafka = settings.kafka();
            this.topics = TopicNames.of(kafka);
        }

        Map<String, String> build() {
            outgoing(SUBMISSIONS_OUT, topics.submissions());
            outgoing(DELIVERIES_OUT, topics.deliveries());
            outgoing(EVENTS_OUT, topics.events());
            outgoing(DEAD_LETTERS_OUT, topics.deadLetters());
            submissions();
            deliveries();
            // The broker bounds what is under way; the emitter's own bound comes after that.
            built.put(
                    "mp.messaging.emitter.default-buffer-size",
                    Integer.toString(Math.max(1_024, 2 * kafka.capacity())));
            return Map.copyOf(built);
        }

        private void outgoing(String channel, String topic) {
            String prefix = "mp.messaging.outgoing." + channel + ".";
            common(prefix, channel);
            built.put(prefix + "topic", topic);
            built.put(prefix + "key.serializer", StringSerializer.class.getName());
            built.put(prefix + "value.serializer", StringSerializer.class.getName());
            built.put(prefix + "acks", "all");
            built.put(prefix + "enable.idempotence", "true");
            built.put(prefix + "compression.type", "lz4");
            // A batch forms while the one before is under way; nothing waits for a fuller one.
            built.put(prefix + "linger.ms", "0");
            long limit = kafka.timeout().toMillis();
            built.put(prefix + "delivery.timeout.ms", Long.toString(limit));
            built.put(prefix + "request.timeout.ms", Long.toString(Math.min(limit, LONGEST_REQUEST.toMillis())));
            built.put(prefix + "max.block.ms", Long.toString(Math.min(limit, MAX_BLOCK_MILLIS)));
            built.put(prefix + ProducerConfig.RETRIES_CONFIG, ProducerRetries.NONE_BY_CONNECTOR);
            built.put(prefix + "max-inflight-messages", "5000");
        }

        /** All nodes together: each record is stored by one of them. */
        private void submissions() {
            String prefix = incoming(SUBMISSIONS_IN);
            built.put(prefix + "topic", topics.submissions());
            built.put(prefix + "group.id", topics.logGroup());
            built.put(prefix + "auto.offset.reset", "earliest");
            built.put(prefix + "partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
            // Committed once a second, up to where everything is stored. Without the age limit: it would end the
            // consumer for good when the database is away for longer.
            built.put(prefix + "commit-strategy", "throttled");
            built.put(prefix + "auto.commit.interval.ms", "1000");
            built.put(prefix + "throttled.unprocessed-record-max-age.ms", "0");
            built.put(prefix + "session.timeout.ms", "6000");
            built.put(prefix + "heartbeat.interval.ms", "1500");
            built.put(prefix + "consumer-rebalance-listener.name", ASSIGNMENTS);
            built.put(
                    prefix + "max.poll.records",
                    Integer.toString(settings.broker().batchSize()));
        }

        /** Every node by itself, from now on; what came before is in the log. */
        private void deliveries() {
            String prefix = incoming(DELIVERIES_IN);
            built.put(prefix + "topics", topics.deliveries() + "," + topics.events());
            built.put(prefix + "group.id", kafka.topic() + ".node." + settings.node() + "." + UUID.randomUUID());
            built.put(prefix + "auto.offset.reset", "latest");
            built.put(prefix + "commit-strategy", "ignore");
            built.put(prefix + "consumer-rebalance-listener.name", POSITIONS);
            built.put(prefix + "max.poll.records", "1000");
        }

        private String incoming(String channel) {
            String prefix = "mp.messaging.incoming." + channel + ".";
            common(prefix, channel);
            built.put(prefix + "key.deserializer", StringDeserializer.class.getName());
            built.put(prefix + "value.deserializer", StringDeserializer.class.getName());
            built.put(prefix + "enable.auto.commit", "false");
            built.put(prefix + "batch", "true");
            built.put(prefix + "fetch.max.wait.ms", "500");
            built.put(prefix + "poll-timeout", "200");
            built.put(prefix + "metadata.max.age.ms", "10000");
            built.put(prefix + "retry-max-wait", "5");
            // A question of the consumer's that Kafka does not answer in this time would end it for good.
            built.put(prefix + "default.api.timeout.ms", Long.toString(LONGEST_QUESTION.toMillis()));
            return prefix;
        }

        private void common(String prefix, String channel) {
            clientProperties(kafka).forEach((name, value) -> built.put(prefix + name, value));
            built.put(prefix + "connector", "smallrye-kafka");
            built.put(prefix + "client.id", "parley-" + settings.node() + "-" + channel);
            built.put(prefix + "tracing-enabled", "false");
            built.put(prefix + "health-enabled", "false");
            built.put(prefix + "reconnect.backoff.max.ms", "2000");
            // A broker that was found by an address that has changed is looked for anew.
            built.put(prefix + "metadata.recovery.strategy", "rebootstrap");
        }
    }
}
