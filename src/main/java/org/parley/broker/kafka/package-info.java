/**
 * Kafka mode: a message is durable when Kafka has it, one group of consumers brings it into the log, and every node learns
 * of what was appended. Only here is anything known of Kafka.
 */
package org.parley.broker.kafka;
