package org.parley.broker.kafka;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.ClientCustomizer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Leaves trying again to Kafka's producer, which keeps the order of its records and takes as long as {@code
 * delivery.timeout.ms} says. The connector has a mechanism of its own on top of that, under the same name: it would
 * send a record that failed once more, behind those that were sent since, and after pauses that double up to twenty
 * seconds. It is switched off by {@link #NONE_BY_CONNECTOR}, of which the producer must not hear.
 */
@ApplicationScoped
class ProducerRetries implements ClientCustomizer<Map<String, Object>> {
    static final String NONE_BY_CONNECTOR = "0";

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> client) {
        Map<String, Object> customized = new HashMap<>(client);
        customized.remove(ProducerConfig.RETRIES_CONFIG, NONE_BY_CONNECTOR);
        return customized;
    }
}
