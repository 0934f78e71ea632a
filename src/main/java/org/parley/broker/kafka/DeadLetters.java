package org.parley.broker.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.parley.jpa.SchemaReady;

/** Where records go that can't be brought into the log, each with the reason in its headers. */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class.getName());
    private static final String NO_VALUE = "";

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

    /** The counter is there from the start: an alarm sees no growth from nothing to one. */
    void start(@Observes SchemaReady event) {}

    /** @return completes when Kafka has it; without its value, if that is too large to be kept with a reason */
    CompletionStage<?> put(KafkaRecord<String, String> record, String reason) {
        String value = record.getPayload() == null ? NO_VALUE : record.getPayload();
        return send(record, value, reason)
                .exceptionallyCompose(failure -> isTooLarge(failure)
                        ? send(record, NO_VALUE, reason + " (its value is too large to be kept here)")
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure.getCause() instanceof RecordTooLargeException;
    }

    private CompletableFuture<Void> send(KafkaRecord<String, String> record, String value, String reason) {
        @SuppressWarnings("unchecked")
        IncomingKafkaRecordMetadata<String, String> origin =
                record.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
        String place = origin.getTopic() + "-" + origin.getPartition() + "@" + origin.getOffset();
        Headers headers = new RecordHeaders();
        headers.add("reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("origin", place.getBytes(StandardCharsets.UTF_8));
        return Publisher.send(deadLetters, record.getKey(), value, headers).thenAccept(time -> {
            counter.increment();
            LOG.log(Level.WARNING, "Record {0} was put aside as a dead letter: {1}", new Object[] {place, reason});
        });
    }
}
