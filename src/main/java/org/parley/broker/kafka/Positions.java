package org.parley.broker.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.parley.config.Settings;

/**
 * Where this node is in what all nodes are told: it begins at the end and goes on where it was, also after Kafka was
 * away and has forgotten the node. Nothing of it is kept in Kafka. Thread-safe.
 */
@ApplicationScoped
@Identifier(KafkaChannels.POSITIONS)
class Positions implements KafkaConsumerRebalanceListener {
    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    @Inject
    private Settings settings;

    @Inject
    private Hearing hearing;

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
        String entries = TopicNames.of(settings.kafka()).deliveries();
        hearing.listensTo(partitions.stream()
                .filter(partition -> partition.topic().equals(entries))
                .map(TopicPartition::partition)
                .toList());
    }
}
