package org.parley.broker.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Where records go that can't be brought into the log, each with the reason in its headers. */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class.getName());

    @Inject
    @Channel(KafkaChannels.DEAD_LETTERS_OUT)
    private Emitter<String> deadLetters;

    @Inject
    private MeterRegistry metrics;

    private Counter counter;

    @PostConstruct
    void measure() {
        counter = Counter.builder("parley.dead.letters")
                .description("Records that could not be brought into the log and were put aside")
                .register(metrics);
    }

    /** @return completes when Kafka has it */
    CompletionStage<?> put(KafkaRecord<String, String> record, String reason) {
        @SuppressWarnings("unchecked")
        IncomingKafkaRecordMetadata<String, String> origin =
                record.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
        String place = origin.getTopic() + "-" + origin.getPartition() + "@" + origin.getOffset();
        Headers headers = new RecordHeaders();
        headers.add("reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("origin", place.getBytes(StandardCharsets.UTF_8));
        return Publisher.send(deadLetters, record.getKey(), record.getPayload(), headers)
                .thenAccept(time -> {
                    counter.increment();
                    LOG.log(Level.WARNING, "Record {0} was put aside as a dead letter: {1}", new Object[] {place, reason
                    });
                });
    }
}
