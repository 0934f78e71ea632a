package org.parley.broker;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonReader;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.broker.kafka.KafkaBroker;
import org.parley.config.Settings;
import org.parley.delivery.ConnectionRegistry;
import org.parley.message.Submission;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Membership;
import org.parley.protocol.Refusal;
import org.parley.testing.Await;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class KafkaBrokerIT implements MessageBrokerContract {
    @Inject
    private MessageBroker broker;

    @Inject
    private KafkaBroker selected;

    @Inject
    private Settings settings;

    @Inject
    private LogWriter writer;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Fixture fixture;

    private Unmanaged.UnmanagedInstance<KafkaBroker> toStop;

    @AfterEach
    void dispose() {
        if (toStop != null) {
            toStop.preDestroy().dispose();
        }
    }

    @Override
    public MessageBroker broker() {
        return broker;
    }

    @Override
    public MessageBroker brokerToStop() {
        toStop = new Unmanaged<>(KafkaBroker.class).newInstance();
        return toStop.produce().inject().postConstruct().get();
    }

    @Override
    public int bound() {
        return settings.kafka().capacity();
    }

    /** What is foreseen is acknowledged when Kafka has it. */
    @Override
    public boolean tellsPlace() {
        return false;
    }

    /** It is in Kafka, or in the log already: another client sees it. */
    @Override
    public boolean isDurable(Submission submission) {
        return fixture.stored(submission).size() == 1
                || read(settings.kafka().topic() + ".submissions").stream()
                        .anyMatch(record -> record.contains("\"cid\":\"" + submission.cid() + "\""));
    }

    @Override
    public Fixture fixture() {
        return fixture;
    }

    @Override
    public ConnectionRegistry connections() {
        return connections;
    }

    @Test
    void is_what_the_setting_selects() {
        assertEquals(selected, broker);
    }

    @Test
    void a_record_that_cannot_be_read_is_put_aside_and_the_rest_goes_on() throws Exception {
        UserRef alice = fixture.user();
        long conversation = fixture.direct(alice, fixture.user());
        Submission before = fixture.text(alice, conversation);
        broker.publish(before);
        String poison = "poison " + before.cid();
        produce(".submissions", conversation, poison, System.currentTimeMillis());
        Submission after = fixture.text(alice, conversation);
        broker.publish(after);

        Await.until("both were stored", LIMIT, () -> fixture.log(conversation).size() == 2);
        Await.until(
                "the dead letter is there", LIMIT, () -> read(settings.kafka().topic() + ".dead-letters")
                        .contains(poison));
        assertTrue(fixture.log(conversation).get(1).cid().equals(after.cid()));
    }

    @Test
    void what_was_refused_stays_refused_when_its_record_is_delivered_again() throws Exception {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long group = fixture.group(alice);
        Submission early = fixture.text(bob, group);
        ExecutionException refused = assertThrows(ExecutionException.class, () -> publishAndGet(early));
        assertEquals(ErrorCode.FORBIDDEN, ((Refusal) refused.getCause()).code());
        String record = recordWith(".submissions", early.cid());
        publishAndGet(Submission.byServer(
                alice,
                group,
                new Membership(Membership.Event.JOINED, List.of(bob.handle()), Optional.empty(), Optional.empty())));

        produce(".submissions", group, record, timeLimit(record));
        publishAndGet(fixture.text(bob, group));
        Await.until(
                "what came after it was stored", LIMIT, () -> fixture.log(group).size() == 2);
        assertEquals(List.of(), fixture.stored(early), "its sender was told no");

        publishAndGet(early);
        Await.until(
                "sent again, it was allowed", LIMIT, () -> fixture.stored(early).size() == 1);
    }

    /** A node stored it, told nobody, and was killed; the clock of the node that accepted it is minutes ahead. */
    @Test
    void what_was_stored_and_told_nobody_is_told_whatever_the_clocks_say() throws Exception {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long conversation = fixture.direct(alice, bob);
        Submission told = fixture.text(alice, conversation);
        publishAndGet(told);
        RecordingConnection his = connect(bob);
        Submission untold = fixture.text(alice, conversation);
        writer.write(List.of(untold));
        assertEquals(1, fixture.stored(untold).size());

        String record = recordWith(".submissions", told.cid());
        long ahead = System.currentTimeMillis() + Duration.ofMinutes(5).toMillis();
        produce(
                ".submissions",
                conversation,
                record.replace(told.cid(), untold.cid())
                        .replace("\"until\":" + timeLimit(record), "\"until\":" + (ahead + LIMIT.toMillis())),
                ahead);

        Await.until("he was told", LIMIT, () -> his.seqs(conversation).contains(2L));
        connections.remove(his);
    }

    /** Clients find the entry by the gap that it leaves, but not that they are members of a group. */
    @Test
    void a_change_of_members_that_is_told_behind_a_later_entry_is_announced() throws Exception {
        UserRef alice = fixture.user();
        UserRef bob = fixture.user();
        long group = fixture.group(alice);
        Submission joined = Submission.byServer(
                alice,
                group,
                new Membership(Membership.Event.JOINED, List.of(bob.handle()), Optional.empty(), Optional.empty()));
        publishAndGet(joined);
        publishAndGet(fixture.text(alice, group));
        Await.until(
                "both were told",
                LIMIT,
                () -> read(settings.kafka().topic() + ".deliveries").stream()
                                .filter(value -> value.contains("\"conversation\":" + group + ","))
                                .count()
                        >= 2);
        RecordingConnection his = connect(bob);

        produce(".deliveries", group, recordWith(".deliveries", joined.cid()), System.currentTimeMillis());

        Await.until("he was told of the group", LIMIT, () -> his.frames().stream()
                .anyMatch(frame -> frame.startsWith("{\"type\":\"conversation\"")));
        assertFalse(his.seqs(group).contains(1L), "the entry itself is found by the gap");
        connections.remove(his);
    }

    /** The first record of a topic that has this in it. */
    private String recordWith(String topic, String part) {
        return read(settings.kafka().topic() + topic).stream()
                .filter(value -> value.contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static long timeLimit(String record) {
        try (JsonReader reader = Json.createReader(new StringReader(record))) {
            return reader.readObject().getJsonNumber("until").longValueExact();
        }
    }

    private void produce(String topic, long conversation, String value, long timestamp) throws Exception {
        Map<String, Object> properties =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(
                            settings.kafka().topic() + topic, null, timestamp, Long.toString(conversation), value))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void publishAndGet(Submission submission) throws Exception {
        broker.publish(submission).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** All that a topic holds now. */
    private List<String> read(String topic) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> values = new java.util.ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                StreamSupport.stream(records.spliterator(), false).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
