package org.parley.broker.kafka;

import java.util.concurrent.CompletableFuture;

import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Hands records to an emitter, and tells when Kafka has them. */
final class Publisher {
    private Publisher() {}

    /**
     * Returns at once.
     *
     * @param key records of the same key keep their order
     * @return completes with the record's time when all in-sync replicas have it; it may be there all the same if it
     *     fails. On a thread of the client's that must not be blocked
     */
    static CompletableFuture<Long> send(Emitter<String> emitter, String key, String value) {
        return send(emitter, key, value, new RecordHeaders());
    }

    static CompletableFuture<Long> send(Emitter<String> emitter, String key, String value, Headers headers) {
        return send(
                emitter,
                OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(key)
                        .withHeaders(headers)
                        .build(),
                value);
    }

    /** Without a key, to this partition. */
    static CompletableFuture<Long> send(Emitter<String> emitter, int partition, String value) {
        return send(
                emitter,
                OutgoingKafkaRecordMetadata.<String>builder()
                        .withPartition(partition)
                        .build(),
                value);
    }

    private static CompletableFuture<Long> send(
            Emitter<String> emitter, OutgoingKafkaRecordMetadata<String> where, String value) {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        OutgoingMessageMetadata<RecordMetadata> result = new OutgoingMessageMetadata<>();
        Metadata metadata = Metadata.of(where, result);
        try {
            emitter.send(Message.of(
                    value,
                    metadata,
                    () -> {
                        sent.complete(result.getResult().timestamp());
                        return CompletableFuture.completedFuture(null);
                    },
                    failure -> {
                        sent.completeExceptionally(failure);
                        // The failure is dealt with; the channel goes on.
                        return CompletableFuture.completedFuture(null);
                    }));
        } catch (IllegalStateException e) {
            sent.completeExceptionally(e);
        }
        return sent;
    }
}
