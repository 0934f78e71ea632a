package org.parley.broker.kafka;

import org.parley.config.Settings;

/**
 * Parley's topics, whose names begin as the setting {@code chat.kafka.topic} says. Records of submissions and deliveries
 * have the conversation as their key, so that those of a conversation stay in order.
 */
record TopicNames(String submissions, String deliveries, String events, String deadLetters) {
    static TopicNames of(Settings.Kafka kafka) {
        String topic = kafka.topic();
        return new TopicNames(
                topic + ".submissions", topic + ".deliveries", topic + ".events", topic + ".dead-letters");
    }
}
