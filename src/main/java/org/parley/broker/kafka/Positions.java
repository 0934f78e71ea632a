package org.parley.broker.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where this node is in what all nodes are told: it begins at the end and goes on where it was, also after Kafka was
 * away and has forgotten the node. Nothing of it is kept in Kafka. Thread-safe.
 */
@ApplicationScoped
@Identifier(KafkaChannels.POSITIONS)
class Positions implements KafkaConsumerRebalanceListener {
    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    void passed(ConsumerRecord<String, String> record) {
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            // The end is looked up now, and not when the first record is fetched.
            long position = next.computeIfAbsent(partition, consumer::position);
            consumer.seek(partition, position);
        }
    }
}
