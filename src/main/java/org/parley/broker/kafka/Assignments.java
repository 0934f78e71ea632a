package org.parley.broker.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which assignment of a partition this node is in. What was read in an earlier one is read again in this one, so to be done
 * with the earlier record says nothing of the offsets of this one. Thread-safe.
 */
@ApplicationScoped
@Identifier(KafkaChannels.ASSIGNMENTS)
class Assignments implements KafkaConsumerRebalanceListener {
    private final Map<TopicPartition, Integer> ended = new ConcurrentHashMap<>();

    /** @return a number that the partition has in this assignment alone */
    int of(TopicPartition partition) {
        return ended.getOrDefault(partition, 0);
    }

    /** Partitions that were lost come this way, too. */
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> ended.merge(partition, 1, Integer::sum));
    }
}
