package org.parley.broker.kafka;

import org.parley.config.Settings;

/**
 * Parley's topics, whose names begin as the setting {@code chat.kafka.topic} says. Records of submissions and deliveries
 * have the conversation as their key, so that those of a conversation stay in order.
 *
 * @param logGroup the group of consumers that brings submissions into the log
 */
record TopicNames(String submissions, String deliveries, String events, String deadLetters, String logGroup) {
    static TopicNames of(Settings.Kafka kafka) {
        return of(kafka.topic());
    }

    static TopicNames of(String topic) {
        return new TopicNames(
                topic + ".submissions",
                topic + ".deliveries",
                topic + ".events",
                topic + ".dead-letters",
                topic + ".log");
    }
}
