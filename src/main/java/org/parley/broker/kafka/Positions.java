package org.parley.broker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.parley.config.Settings;

/**
 * Where this node is in what all nodes are told: it begins at the end and goes on where it was, also after Kafka was
 * away and has forgotten the node. Nothing of it is kept in Kafka. Thread-safe.
 */
@ApplicationScoped
@Identifier(KafkaChannels.POSITIONS)
class Positions implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(Positions.class.getName());

    private static final Duration LIMIT = Duration.ofSeconds(5);

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
        String entries = TopicNames.of(settings.kafka()).deliveries();
        hearing.listensTo(partitions.stream()
                .filter(partition -> partition.topic().equals(entries))
                .map(TopicPartition::partition)
                .toList());
        partitions.forEach(partition -> seek(consumer, partition));
    }

    private void seek(Consumer<?, ?> consumer, TopicPartition partition) {
        try {
            // The end is looked up now, and not when the first record is fetched.
            Long known = next.get(partition);
            long position = known == null ? consumer.position(partition, LIMIT) : known;
            next.putIfAbsent(partition, position);
            consumer.seek(partition, position);
        } catch (TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "Kafka does not tell the end of {0}; it is looked up with the first record",
                    partition);
        }
    }
}
