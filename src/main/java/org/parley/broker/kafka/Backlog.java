package org.parley.broker.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.parley.config.Settings;

/** What Kafka has taken and no node has brought into the log yet. */
public final class Backlog {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Backlog() {}

    /**
     * Asks Kafka; may be called in any mode.
     *
     * @param topic how the names of the topics began when messages were last written to Kafka
     * @return so many records; 0 if there are no such topics
     * @throws ExecutionException or TimeoutException if Kafka does not answer
     */
    public static long of(Settings.Kafka kafka, String topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, Object> properties = new HashMap<>(KafkaChannels.clientProperties(kafka));
        properties.put("client.id", "parley-backlog");
        properties.put("default.api.timeout.ms", Long.toString(LIMIT.toMillis()));
        properties.put("request.timeout.ms", Long.toString(LIMIT.toMillis()));
        TopicNames names = TopicNames.of(topic);
        Admin admin = Admin.create(properties);
        try {
            return waiting(admin, names);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw e;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static long waiting(Admin admin, TopicNames names)
            throws ExecutionException, TimeoutException, InterruptedException {
        TopicDescription description = admin.describeTopics(List.of(names.submissions()))
                .allTopicNames()
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .get(names.submissions());
        var partitions = description.partitions().stream()
                .map(partition -> new TopicPartition(names.submissions(), partition.partition()))
                .toList();
        Map<TopicPartition, ListOffsetsResultInfo> first = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> end = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> stored = stored(admin, names.logGroup());
        long waiting = 0;
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata next = stored.get(partition);
            long from = Math.max(first.get(partition).offset(), next == null ? 0 : next.offset());
            waiting += Math.max(0, end.get(partition).offset() - from);
        }
        return waiting;
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, p -> which)))
                .all()
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Map<TopicPartition, OffsetAndMetadata> stored(Admin admin, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }
}
