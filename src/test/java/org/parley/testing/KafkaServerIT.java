package org.parley.testing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class KafkaServerIT {
    @Test
    void itCanBeKilledAndComesBackOnItsPortWithItsTopics() throws Exception {
        try (KafkaServer kafka = new KafkaServer("self").start()) {
            int port = kafka.port();
            long process = kafka.processId();
            try (Admin admin = kafka.admin()) {
                admin.createTopics(List.of(new NewTopic("kept", Optional.of(2), Optional.empty())))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }

            kafka.kill();
            assertFalse(kafka.isRunning());
            assertFalse(ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false));

            kafka.restart();
            assertEquals(port, kafka.port());
            assertNotEquals(process, kafka.processId());
            try (Admin admin = kafka.admin()) {
                assertEquals(Set.of("kept"), admin.listTopics().names().get(20, TimeUnit.SECONDS));
            }
        }
    }
}
