package org.parley.broker.kafka;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.config.SettingsReader;
import org.parley.testing.MapConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProducerRetriesTest {
    private final KafkaChannels channels = new KafkaChannels();

    @AfterEach
    void forget() {
        KafkaChannels.configure(SettingsReader.read(new MapConfig(Map.of())));
    }

    @Test
    void only_the_producer_tries_again_because_the_connector_would_change_the_order() {
        KafkaChannels.configure(SettingsReader.read(new MapConfig(Map.of("chat.message.mode", "kafka"))));

        String forConnector = channels.getValue("mp.messaging.outgoing.submissions-out.retries");
        assertEquals("0", forConnector);
        assertEquals(
                Map.of("acks", "all"),
                new ProducerRetries()
                        .customize("submissions-out", null, Map.of("acks", "all", "retries", forConnector)));
    }

    @Test
    void what_the_operator_sets_is_the_producers() {
        assertEquals(
                Map.of("retries", "7"),
                new ProducerRetries().customize("submissions-out", null, Map.of("retries", "7")));
    }
}
